# expect: raises
with open(__file__, "w") as file:
    file.write("")
