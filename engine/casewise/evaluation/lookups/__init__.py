"""Planes as tables to look rows up in, for engines that answer row by row."""
