"""One file per thing a person does; only this room touches the journal."""
