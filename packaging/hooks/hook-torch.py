"""torch in the application folder: what is imported of it and its libraries, without headers and tests.

Takes the place of the hook that comes with PyInstaller, which collects every module and its source.
"""

from pathlib import Path

from PyInstaller.utils.hooks import collect_dynamic_libs, collect_submodules, get_package_paths

module_collection_mode = "pyz"
_base, _package = get_package_paths("torch")
_settings = [  # modules of settings, which read their own source when they are imported
    path for path in Path(_package).rglob("*config*.py") if "install_config_module(" in path.read_text("utf-8")
]
binaries = [*collect_dynamic_libs("torch", search_patterns=["*.so", "*.so.*", "*.dll", "*.dylib"])]
datas = [
    (f"{_package}/bin/torch_shm_manager", "torch/bin"),  # torch refuses to start without it
    *((str(path), path.parent.relative_to(_base).as_posix()) for path in _settings),
]
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
hiddenimports = [*collect_submodules("torch._dynamo.polyfills"), "torch.onnx.operators"]  # by name, in training
