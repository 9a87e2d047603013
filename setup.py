"""Put the browser extension's packages into the wheel; the rest is in pyproject.toml."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithExtension(build_py):
    """Builds the Python packages, then the extension beside the command that unpacks it."""

    def run(self) -> None:
        """Build; an editable install takes the extension from dist/."""
        super().run()
        if self.editable_mode:
            return
        packages = Path(self.build_lib) / "server" / "cli" / "packages"
        packages.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "extension/build.py", folder], check=True)
            for archive in Path(folder).glob("*.zip"):
                shutil.copy(archive, packages)


setup(cmdclass={"build_py": BuildWithExtension})
