# expect: raises
raise KeyboardInterrupt
