# expect: raises
import builtins


def evil(*arguments, **keywords):
    raise SystemError("evil")


for name in ("len", "repr", "isinstance", "type", "any", "getattr", "str", "dict", "map"):
    setattr(builtins, name, evil)
raise ValueError("with evil builtins")
