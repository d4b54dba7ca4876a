"""Import statements that fail, or bring something else, under TensorFlow 2."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.private import public_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Import, Reference

_IMPORT_FAMILY = "TF1"


def on_import(module: Module, event: Import) -> None:
    if event.context.guarded:
        return
    if event.bound == "*":
        _report_star(module, event)
        return
    verdict = module.verdicts.of_path(event.path)
    if verdict is None or verdict.when in ("call", "eager", "known", "v2"):
        return
    rule = verdict.rule
    if event.path == "tf.contrib" or event.path.startswith("tf.contrib."):
        rule = "contrib-import"
    elif not module.knowledge.rules[rule].code.startswith(_IMPORT_FAMILY):
        if not verdict.gone:
            # The import works; what is wrong is told where the name is used.
            return
        rule = "removed-import"
    elif rule == "private-import" and verdict.severity != "error" and not _is_of_tf1(module):
        # It works, and who wrote the file may have chosen it.
        rule = "private-path"
    hint = verdict.hint
    if not hint and rule != verdict.rule:
        template = module.knowledge.rules[verdict.rule].hint
        hint = template.format(
            replacement=verdict.replacement or "",
            symbol=event.path,
            target=module.knowledge.target.release,
        )
    module.report(
        rule,
        event.node,
        event.path,
        hint=public_names(module, event.path, hint),
        replacement=verdict.replacement,
        severity=verdict.severity,
    )


def _is_of_tf1(module: Module) -> bool:
    return module.dialect in ("tf1", "mixed")


def _report_star(module: Module, event: Import) -> None:
    statement = event.statement
    name = statement.module if type(statement) is syntax.ImportFrom else None
    verdict = module.verdicts.of_path(event.path)
    if verdict is not None and verdict.gone:
        on_gone_module(module, event)
        return
    if event.path != "tf" and not event.path.startswith("tf."):
        return
    module.report("star-import", event.node, event.path, module=name or event.path)


def on_gone_module(module: Module, event: Import) -> None:
    """A star import of a module that the target lacks is like any other import of it."""
    verdict = module.verdicts.of_path(event.path)
    if verdict is None:
        return
    rule = "contrib-import" if event.path.startswith("tf.contrib") else verdict.rule
    module.report(rule, event.node, event.path, hint=verdict.hint, replacement=verdict.replacement)


def on_reference(module: Module, event: Reference) -> None:
    """``getattr(tf, name)`` with a name that only running the program tells."""
    if event.dynamic and not event.context.guarded:
        module.report("dynamic-attribute", event.node, event.path)
