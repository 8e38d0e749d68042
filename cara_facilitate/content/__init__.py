"""Turns the files a curriculum's author writes into a resolved, ready-to-deliver curriculum."""
