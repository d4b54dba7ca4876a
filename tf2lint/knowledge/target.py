"""The TensorFlow that a code base is to run under."""

from __future__ import annotations

from tf2lint.records import NamedTuple

KERAS_CHOICES = ("3", "legacy")
OLDEST = (2, 0)
NEWEST = (2, 21)
#: The first release whose ``tf.keras`` is Keras 3 unless told otherwise.
_FIRST_WITH_KERAS_3 = (2, 16)


class Target(NamedTuple):
    """A TensorFlow release and the Keras that it is told to use.

    ``keras`` is ``"3"`` (what 2.16 and later do by themselves) or ``"legacy"``
    (``tf_keras`` with ``TF_USE_LEGACY_KERAS=1``); it decides nothing before 2.16.
    """

    version: tuple[int, int] = NEWEST
    keras: str = "3"

    @property
    def keras3(self) -> bool:
        """Whether ``tf.keras`` is Keras 3."""
        return self.version >= _FIRST_WITH_KERAS_3 and self.keras == "3"

    @property
    def release(self) -> str:
        """The release alone, such as ``2.21``."""
        return f"{self.version[0]}.{self.version[1]}"

    @staticmethod
    def parse(version: str, keras: str = "3") -> Target:
        """The target a user wrote; a patch number (``2.15.1``) is read and dropped.

        Raises ``ValueError`` with a sentence for the user.
        """
        parts = version.strip().split(".")
        if not (2 <= len(parts) <= 3 and all(p.isascii() and p.isdigit() for p in parts)):
            raise ValueError(f"{version!r} is not a TensorFlow version such as {_text(NEWEST)}")
        number = (int(parts[0]), int(parts[1]))
        if not OLDEST <= number <= NEWEST:
            raise ValueError(
                f"TensorFlow {_text(number)} is not known: "
                f"choose from {_text(OLDEST)} to {_text(NEWEST)}"
            )
        if keras not in KERAS_CHOICES:
            raise ValueError(f'{keras!r} is not a Keras: choose "3" or "legacy"')
        return Target(number, keras)

    def __str__(self) -> str:
        name = f"TensorFlow {self.release}"
        if self.version < _FIRST_WITH_KERAS_3:
            return name
        return f"{name} (Keras 3)" if self.keras3 else f"{name} (tf_keras)"


def _text(number: tuple[int, int]) -> str:
    return f"{number[0]}.{number[1]}"
