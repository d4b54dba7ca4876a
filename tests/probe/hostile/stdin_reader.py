# expect: raises
input()
