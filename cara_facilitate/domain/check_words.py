"""The check words: short, plain words that are easily told apart when spoken."""

from __future__ import annotations

# No two are one slip of a letter apart (one wrong, missing, extra or swapped), and none is
# about violence, families, places, religion, bodies, money or being watched; no first names,
# and none that our own screens say.
_LIST = """
abacus acorn acoustic acrobat acrylic adapter adhesive adjust aerial affix afloat agate agenda
agile airline airmail airship album alcove alder algae algebra alight alloy almond aloe alpaca
alphabet amble ammonite amphora amplify amuse anagram analog anchor anemone angle aniseed annex
antelope antenna antique apricot apron aquatic aqueduct arable arcade archway arctic argon arid
aroma artist artwork ashen asphalt aspire assemble asteroid astral athlete atlas atom auburn
auction audible audience author aviator avocado award awning axiom azure backdrop backpack badge
bagel baggage bagpipe balance ballad ballet balloon ballpark balsa bamboo banjo banner banquet
barbecue bargain barley barnacle baroque barrel basalt basket bassoon batch baton beacon beads
beaker beam beanbag bearing bedrock beehive beeswax beige bellows bench benefit beverage bezel
bicycle binder biology biplane birch biscuit bitmap blanket blazer blend bloom blossom blotter
blouse bluebell boat bobbin bobcat bolster bonnet bonsai book bookcase bookend bookmark border
botany bottle boulder bounce bouquet bracelet bracken braid brass bread breeze brick brisket
broccoli brochure bronze brush bubble bucket buckle buckram budgie buffer bugle builder bulletin
bundle buoy burger burlap bushel busker bustle butter button buttress byline cabaret cabbage
cabinet cable caboose cactus cadence calcium calendar calico calorie calypso camel camping
canary candle canister cannery canoe canopy canvas capsule caption caramel caravan caraway
carbon card cargo caribou carnival carousel carpet carpool carrot cartoon carving cascade cashew
cashmere cassette catalog catalyst catkin cavern celery cello celsius cement census ceramic
certain chalk channel chapter charcoal chariot chart checker cheese chervil chess chevron
chicory chiffon chime chimney chipmunk chowder chrome chutney cilantro cinnamon circle circuit
circus citron citrus civic clarinet clarity classic clause clavier clay clearing clematis
climate climb climber cloak clothing cloud cluster coaster cobalt cocoa codex coffee cognate
coiled collage collect collie colour column comet comma commute compact compare compass complete
composer compost concert concrete condor cone confetti conifer console content contour contrast
convex copilot copper corduroy cork corner cornice corsage cosmic cosmos costume cosy cotton
counter coupon courier cover coyote crafted crafty crane crater crayon cream crescent cricket
crimson crisp crochet crocus crop crouton crumb crunchy cube cubicle cuisine culture cupboard
curator curious curlew current curry cursor curve cushion custard custom cyan cycle cyclist
cylinder dabble daffodil dainty dairy dance dapper dapple database daylight daytime dazzle debut
decimal deck decoder decor deduce deerskin defrost degree delight delta deluxe denim deposit
design desktop dessert detail dewdrop diagonal diagram dial dialect dialogue digit digital
diligent dinghy dinner dinosaur diorama diplomat disc display distil divan document dogwood
dolomite dolphin dome domino donut doodle doorbell doormat doorway dormouse dotted double dough
downhill drapery drawer drawing dredger dresser dribble driver drizzle drummer dryer duckling
dugout dulcimer dumpling dune durable duster duvet dynamic dynamo eagle earring easel echelon
echo eclair eclipse ecology edible edition editor eggshell egret elastic electric electron
elegant element elevator elixir embark emblem emulsion enamel encore endive energy engine
engrave ensemble entrance entry envelope enzyme epic equal equator eraser errand espresso essay
ethos example excerpt exchange exercise exhibit explore fabric facade factual faculty falcon
fallback fallow fanfare fashion fastener fathom faucet fauna feather feature fedora felt fence
fennel fern ferret ferry fescue festival fiction fiddle fiesta figure figurine filament filing
fillet film filter finale finesse finish firefly fireside firewood fixture fizzy flagpole flake
flamingo flannel flapjack flask flavour flax fleece fleet flexible flicker flipper flock floor
florist flower fluent fluffy fluid fluorine flute flutter foam focal focus foghorn foil folder
foliage folk fondue forecast format formula fortune fossil foundry foxglove foxtrot fraction
fragrant frame freesia freezer freight fresco fresh fridge frisbee frond frontier frost frosting
frozen fuchsia fudge furrow gadget gaiter galaxy gallery gallium gallon galoshes gamelan
garbanzo gardener garland garlic garment garnish gauge gazebo gazelle gearbox gecko gelatin
gemstone genre geology geranium gerbil geyser gherkin gimmick gingham giraffe glacier glass
glaze gleam glider glimmer glimpse glitter globe glossary glossy glow glucose glue gluten
gnocchi goalpost godwit goggles golden goldfish gondola goodwill gorse gossamer gouache gourd
gourmet grain grammar granary granite granola grape graphite gravel gravity gravy grebe green
greenery greeting griddle grocery groove ground guava guitar gull gumdrop guppy gusset gymnast
habitat haddock halibut halogen halyard hammock hamster hanger hardback harmonic harp harvest
hatstand hawk hawthorn hayfield haystack hazelnut hearth hectare hedge hedgehog helical helium
helmet heptagon herald herb herring hexagon hibiscus hickory hiking hinge history hobby hockey
hoist holiday homework honeybee honeydew hoop horizon horsebox hubcap humid hummus humour hutch
hyacinth hybrid hydrant hydrogen iceberg icebox icicle icing iguana image imprint inch index
indigo indoor ingot inkjet inkwell innings input install internet inventor iridium isobar
isotope italic ivory jackdaw jacket jaguar jalapeno jamboree jazz jelly jetlag jigsaw jingle
jodhpurs jonquil journal journey jubilee juggler juice jukebox jumper juncture jute kale
kangaroo karaoke kayak keel keepsake kelp kernel kestrel ketchup keyboard keyhole kiln kilobyte
kilogram kilowatt kindle kinetic kingfish kipper kite kitten kiwi knapsack knitting knoll koala
kohlrabi krypton kumquat label lacquer lacrosse lactose ladder ladle lambda laminate lamp
landing language lantern lanyard laptop lapwing larch lasagna latitude latte lattice launch
laundry lavender lawn layer leaflet leafy league lecture ledger leeward legend legume lemming
lemon lemonade lemur lentil leopard lesson letter lettuce lexicon lifeboat lilac lime limerick
linen linguist linseed lint lion lithium litre livery llama lobelia lobster locket logbook logic
logo longboat lorry lotion lounge lozenge luggage luminous lunar lunchbox lustre luxury lychee
lyric macaroni macaw machine mackerel macrame madrigal magazine magenta magnet magpie mahogany
mailbox mainsail majestic mallard manatee mandolin mango mangrove mantel mantis maple maraca
marathon marble margin marimba marker marmot maroon marquee marvel marzipan mastodon material
matinee mayfly meander medley meerkat mellow melodic memento menthol menu mercury meridian
meringue meteor metre metric microbe milk mineral minibus minnow minuet mirror mocha moisture
molasses molecule monocle monorail monsoon moonbeam moonlit moonrise moorhen mooring mosaic moss
motif motor movie mudflat muesli mulberry mulch mural mushroom music musician mystery nacelle
nacho napkin narwhal nature neat nebula necklace nectar neon neutron newsreel niche nickel
nimble nitrogen nonstop notation notebook notepad nougat novel novella novelty nozzle nugget
nuthatch nutmeg nutshell nylon oatmeal obelisk oblong oboe obsidian oceanic octagon octave octet
octopus odyssey offshore oilcloth okra omelette onion opening opera orange orbit orchid oregano
organza origami origin oriole ornament osprey ostrich outback outboard outdoor outing outline
oval overcoat oxbow oxygen oyster paddle paella pageant paint paintbox palette palomino pampas
pamphlet panache pancake panda panel pannier panorama panpipes papaya paper paprika papyrus
parabola parallel parasol parcel parka parsnip particle passbook pasta pastel pastime pastry
pathway pattern paved pavement pavilion paving peanut pebble pecan pelican pencil pendant
penguin pentagon pepper pergola period petal petrel pheasant phone phosphor photo phrase physics
pianist piano piccolo picnic picture piecrust pigeon pilchard pillar pilot pimento pinafore
pinball pine pinecone pinnacle pioneer pipeline pipette piston pitcher pitstop pixel pizza
placard planet plank plankton planner planting plaque plaster plateau platform platinum playback
playful plenary plover plumage plumber plume plywood podium poem poetry polar polaroid polenta
polka pollen polo polygon pomelo pontoon popcorn poplin porpoise porridge portable portrait
postage postbox postcard poster potato pottery poultry practice praline precious prelude presto
pretzel primer primrose printer prism privet prologue pronoun protein proton pudding pulley
pullover pulsar pumice pumpkin puppet puppetry purple purse putty puzzle pyramid quadrant quail
quantum quarter quarto quasar quiche quill quince quinoa quintet quotient rabbit radar radial
radiance radiator radio radish raft railing rainbow raincoat raindrop rainfall raisin rambler
random rapeseed rarebit raven ravioli realm recipe recorder recycle redwood reeds refresh
regatta reggae reindeer relish remote reptile resin retro rhombus rhubarb rhythm ribbon ricotta
rigging ripen ripple risotto roadster roast robot robust rockery rockfish roller rolling romaine
rooster rosebud rotary rotunda roundel rowboat rowing rubric rucksack rudder ruler rumba rustic
safari sailboat sailor salad salami salmon salt sandal sandbank sandbar sandbox sapling sapphire
sardine sash satchel satin satisfy saturn saucer savoury sawdust sawmill scale scallop scamper
scanner scenario schooner sconce scooter scrabble script scroll seagull seahorse seascape
seashell seesaw septet sequel sequoia serenade series sesame settee shallot shampoo shamrock
shelf shelving sherbet shingle ship shipment shirt shoal shoebox shoelace shopper shovel
showcase shower shrub shuffle sidewalk siding signal signpost silicon singer sitar sketch
skillet skylark skylight skyline slalom slate sled sledge sleeve sleigh smoothie snail snapshot
sneaker snippet snorkel snowball snowdrop snowman soapbox sofa softwood solstice solution sonata
songbird songbook soprano sorbet sorghum soundbox soup souvenir soybean spaniel sparkle sparrow
spatula specimen speckle spectrum speedway sphere spinach spindle spinet spinner spiral splash
sponge spotless spring sprinkle sprocket sprout spruce spyglass squash squid squirrel stable
stage stanza starfish starling starlit start statue stellar stencil stereo sticker stitch stone
story stratus straw stream striped stroller sturdy sturgeon suede suffix sugar suitcase sultana
summit sunbeam sunburst sundial sunlight sunny sunrise sunset sunshine surface surfer sushi swan
sweater sycamore syllable symmetry symphony synonym syntax syrup system tableau tadpole taffeta
tagine tamarind tandem tapestry tapioca tarragon tartan tassel taxi teacup teak teapot teaspoon
telegram tendril tennis tenor tent tentacle teriyaki terrapin textile texture thatch theme
thermos thicket thimble thread thrush tiara tidal tideway tiger tiles timber tinfoil tinsel
tiptoe titanium toboggan toggle toiletry token tomato tongs topping topsoil tortoise toucan
tourist toybox toymaker tractor trail trailer transom treacle treasure treatise treetop trefoil
trellis tremolo triangle trickle tricycle trifle trinket trio trivia trolley trombone trophy
tropic tropical trousers trowel truffle trunk tuba tubing tugboat tulip tumbler tungsten tunic
turbine tureen turmeric turnip turtle tuxedo tweed twilight twinkle twist typeface ukulele
umbrella umpire universe update upstream utensil vacuum valve vanilla vapour vehicle vellum
velvet veneer venison verbena vertex vest video vinegar vinyl violin viscose visitor visor
vitamin vivarium volley voyage waffle wagon wagtail wallaby walnut waltz wanderer wasabi
washbowl washer waterway waveform waxwing waxwork weave website wheat wheel whirl whisk wildlife
windfall winding windlass windmill window windsock windsurf wingspan winter wintry wisteria
wombat woodchip woodcut woodwind workbook woven wrapper writer yacht yachting yarn
yarrow yearbook yeast yoghurt yucca zebra zenith zeolite zephyr zigzag zinc zircon zither
zoology zucchini
"""
WORDS: tuple[str, ...] = tuple(_LIST.split())
"""Distinct lower-case words of 4 to 8 letters, in alphabetical order."""
