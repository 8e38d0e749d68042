"""The words by which the export linter knows relations, places and the telling of things."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RELATIONS = (
    "ex[- ]?(?:partner|wife|husband|girlfriend|boyfriend|missus)s?",
    "exe?s",
    "ex",
    "partners?",
    "wi(?:fe|ves)",
    "husbands?",
    "spouses?",
    "missus",
    "girlfriends?",
    "boyfriends?",
    "fianc[e]{1,2}s?",
    "(?:step|grand|god)?(?:mothers?|fathers?|mums?|mams?|moms?|dads?|sons?|daughters?|child"
    "(?:ren)?)(?:-in-law)?",
    "(?:half-?|step)?(?:brothers?|sisters?)(?:-in-law)?",
    "mum?my|daddy|nanna?|nana|gran(?:ny|ma|dad)?|grandparents?|parents?",
    "kids?|bab(?:y|ies)|toddlers?",
    "aunt(?:ie|y)?s?|uncles?|cousins?|nieces?|nephews?",
    "in-laws|relatives?|famil(?:y|ies)",
    "victims?|survivors?",
    "(?:victim[- ](?:contact|liaison)|liaison) (?:worker|officer)s?|idvas?|isvas?",
)
"""Words for somebody close to a participant, as pattern pieces in lower case."""

PRONOUNS = ("she", "he", "they")

TOLD = (
    "tells?|told|telling",
    "says?|said|saying",
    "reports|reported",
    "mentions|mentioned",
    "discloses|disclosed",
    "states|stated",
    "alleges|alleged",
    "claims|claimed",
    "complains|complained",
    "reveals|revealed",
    "confides|confided",
    "informs|informed",
    "confirms|confirmed",
    "explain(?:s|ed)? that",
    "(?:asks|asked|rings|rang|phones|phoned|calls|called|texts|texted|emails|emailed|messages"
    "|messaged|contacts|contacted|let|lets|wrote to|spoke to|spoke with) (?:us|me|the office"
    "|the (?:victim[- ](?:contact|liaison) )?worker|staff)",
)
"""Verbs by which somebody's words come into a sentence, as pattern pieces."""

SMALL_WORDS = (
    "has|had|have|also|then|just|still|since|now|later|once|always|never|again|already"
    "|only|even|apparently|actually|did|does|would|both|all|who|which|reportedly|recently|quietly"
)
"""Words that may stand between somebody and the verb."""

ELISIONS = _words(
    "ad ave bout cause cos course e em er ere fraid im is n nother round til tis twas"
)
"""What a leading apostrophe may begin without being a quotation mark."""

NOT_PLACES = _words(
    "a activity after an and april as at august before body break but by card cards check "
    "christmas court day december diwali easter eid february for friday from group hampton he "
    "her his how i if in it january july june lunch map march may monday no not november "
    "objective october of on or part plan police probation ramadan respect ripple ripples "
    "round saturday seat section september session she sheet so step sunday that the their "
    "then there these they this those thursday time to trust tuesday we wednesday what when "
    "where which who why with workshop workshops yes"
)
"""Capitalised words after a preposition that do not say where somebody is."""

TOWNS = (
    "aberdeen|aldershot|andover|ashford|aylesbury|barnet|barnsley|basildon"
    "|basingstoke|batley|bedford|belfast|birkenhead|birmingham|blackburn|blackpool|bolton"
    "|bournemouth|bracknell|bradford|brentford|bridgwater|brighouse|brighton|bristol|brixton"
    "|bromley|burnley|calderdale|camberley|camden|canterbury|cardiff|carlisle|castleford"
    "|chatham|chelmsford|cheltenham|chester|chesterfield|chichester|cleckheaton|colchester"
    "|corby|coventry|crawley|crewe|croydon|darlington|derby|dewsbury|doncaster|dorchester"
    "|dudley|dundee|durham|ealing|eastbourne|eastleigh|edinburgh|elland|enfield|exeter|fareham"
    "|farnborough|farnham|gateshead|gillingham|glasgow|gloucester|gosport|grimsby|guildford"
    "|halesowen|halifax|harlow|harrogate|harrow|hartlepool|hastings|havant|hebden bridge"
    "|hemel hempstead|hereford|hertford|hillingdon|hinckley|holmfirth|hounslow|hove"
    "|huddersfield|ilkley|ipswich|islington|keighley|kettering|kidderminster|kilburn|kirklees"
    "|knottingley|lambeth|lancaster|leeds|leicester|lewisham|lichfield|lincoln|littlehampton"
    "|liverpool|london|loughborough|lowestoft|luton|maidenhead|maidstone|manchester|mansfield"
    "|margate|middlesbrough|milton keynes|mirfield|morley|newham|newport|northampton|norwich"
    "|nottingham|nuneaton|oldham|ossett|otley|oxford|paisley|pontefract|portsmouth|preston"
    "|pudsey|ramsgate|redditch|reigate|rochdale|romford|rotherham|salford|salisbury"
    "|scarborough|scunthorpe|sheffield|shipley|shrewsbury|skipton|solihull|southampton"
    "|southend|southport|southwark|stafford|stevenage|stirling|stockport|sunderland|swansea"
    "|swindon|tamworth|taunton|telford|todmorden|torquay|tottenham|wakefield|wallasey|walsall"
    "|warrington|watford|wetherby|weymouth|wigan|winchester|windsor|woking|wokingham"
    "|wolverhampton|worcester|worthing|wrexham|yeovil|york"
)
"""Towns and districts known in any case; those that are also plain words need their capital."""

PLACE_NOUNS = (
    "refuges?|hostels?|(?:women'?s )?shelters?|safe house|postcodes?"
    "|(?:new|home|her|his|their|'s) address(?:es)?"
)
"""Nouns that say where somebody close can be found."""

STREETS = "road|street|lane|avenue|crescent|terrace|grove|mews|estate|primary|academy"
"""What follows the proper name of a street, an estate or a school, in any case."""

CAPITAL_STREETS = (
    "Rd|St|Ln|Ave|Close|Drive|Court|Place|Gardens|Way|Square|Hill|View|Walk|Rise|Green|Park|Flats?"
    "|House|School|Nursery|Surgery|Hospital|Church|Mosque|Temple|Gurdwara"
)
"""The same, of words that are places only when they have their capital."""

AREAS = _words(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL "
    "DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW "
    "KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH "
    "RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF "
    "WN WR WS WV YO ZE"
)
"""The letters with which a British postcode may begin."""

NUMBER_WORDS = "zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine|double|treble|triple"
