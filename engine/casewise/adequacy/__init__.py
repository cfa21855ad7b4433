"""Are the worked cases enough: do they cover the rules, and would they notice a mistake?"""
