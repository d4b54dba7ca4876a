# expect: raises
import builtins

kept, remove = ValueError, delattr
for name in list(vars(builtins)):
    if not name.startswith("__"):
        remove(builtins, name)
raise kept("without builtins")
