"""What goes into the application folder and what stays out; read by `application.spec`, the build and the tests."""

from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import NamedTuple

NAME = "inpaint-studio"

EXTRAS = ("cv2", "skimage", "av", "pi_heif", "onnx", "onnxruntime", "nibabel", "gdcm", "distributed", "tensorboard")
"""Modules of the extras: a person installs them beside the wheel, and one of them (av) holds GPL code."""

HIDDEN_MODULES = ("_CharLS", "numba._devicearray", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")
"""Imported by compiled code, or by a name that is put together (pyqtgraph's of Qt)."""

EXCLUDED_MODULES = (
    *EXTRAS,
    # Alternatives and tools that libraries import where they are installed.
    *("tkinter", "IPython", "matplotlib", "pandas", "cupy", "jax", "dask", "pytest", "hypothesis", "sphinx", "yaml"),
    *(
        "pip",
        "setuptools",
        "wheel",
        "pkg_resources",
        "_distutils_hack",
        "ensurepip",
        "idlelib",
        "lib2to3",
        "turtledemo",
    ),
    *("PyQt5", "PyQt6", "PySide2", "PIL.ImageTk", "PIL.ImageQt", "torchvision", "torchaudio"),
    # Of Qt, what no window here uses; `LEFT_OUT` has their libraries.
    *(
        f"PySide6.Qt{name}"
        for name in ("Qml", "Quick", "QuickWidgets", "Sql", "Help", "Designer", "UiTools", "Test", "PrintSupport")
    ),
    # Of torch and others: what needs a compiler, CUDA or packages that are not here.
    *("torch.utils.tensorboard", "torch.utils.benchmark", "torch.utils.bottleneck"),
    *("networkx", "jinja2", "triton", "readline", "sqlite3"),  # readline is GPL
    *(
        f"scipy.{name}"
        for name in ("stats", "io", "signal", "interpolate", "integrate", "cluster", "datasets", "odr", "differentiate")
    ),
    *("numba.cuda", "numba.tests", "numba.np.ufunc.tbbpool"),
    *("pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter"),
)


class LeftOut(NamedTuple):
    """Files that no import here reaches, though a hook collects them."""

    patterns: tuple[str, ...]  # of destinations, with forward slashes; * matches them too
    reason: str


LEFT_OUT = (
    LeftOut(
        ("*/libqtvirtualkeyboardplugin*", "*Qt6VirtualKeyboard*", "*Qt6WaylandCompositor*", "*Qt6Lottie*"),
        "GPL only, among Qt's parts",
    ),
    LeftOut(("libreadline*", "libhistory*", "*/readline.*"), "GPL only, for an interpreter that nobody types into"),
    LeftOut(
        ("*Qt6Qml*", "*Qt6Quick*", "*Qt6Labs*", "*/Qt/qml/*", "*pyside6qml*", "*Qt6Pdf*", "*Qt6Sql*", "*Qt6Designer*"),
        "Qt Quick and others: the window is made of widgets",
    ),
    LeftOut(
        ("*Qt6EglF*", "*/xcbglintegrations/*", "*/egldeviceintegrations/*"),
        "nothing is drawn with OpenGL",
    ),
    LeftOut(
        ("*/wayland-graphics-integration-*", "*/platforms/*eglfs*", "*/platforms/*linuxfb*", "*/platforms/*vkkhr*"),
        "screens without a desktop, and OpenGL",
    ),
    LeftOut(("*/platforms/*minimal*", "*/platforms/*vnc*", "*/generic/*", "*/vectorimageformats/*"), "never asked for"),
    LeftOut(
        ("*/networkinformation/*", "*/tls/*", "*/sqldrivers/*", "*/printsupport/*", "*/qmltooling/*"),
        "this program speaks to no other machine, and prints nothing",
    ),
    LeftOut(
        ("*/platformthemes/*gtk3*", "libgtk-3*", "libgdk-3*", "libgdk_pixbuf*", "libatk*", "libatspi*", "libcairo*"),
        "a second toolkit in the process; the desktop's portal gives its file dialogs",
    ),
    LeftOut(
        ("libpango*", "libharfbuzz.so*", "libthai*", "libfribidi*", "libdatrie*", "libepoxy*", "libgraphite2*"),
        "of that toolkit",
    ),
    LeftOut(
        ("*/imageformats/*icns*", "*/imageformats/*pdf*", "*/imageformats/*tga*", "*/imageformats/*tiff*"),
        "pictures are read by files/, which knows more of them",
    ),
    LeftOut(("*/imageformats/*wbmp*", "*/imageformats/*svg.so"), "no such file among the resources"),
    LeftOut(
        ("torch/test/*", "torch/include/*", "torch/share/*", "*.a", "*.lib", "*.h", "*.hpp", "*.cuh"), "to compile"
    ),
    LeftOut(("*.pyx", "*.pxd", "*.pyi", "*.cpp", "*.c", "*.cu", "*.cmake", "*py.typed"), "sources of compiled code"),
    LeftOut(
        ("torch/lib/libtorchbind_test*", "torch/lib/libjitbackend_test*", "torch/lib/libbackend_with_compiler*"),
        "torch's own tests",
    ),
    LeftOut(("torch/lib/libaoti_custom_ops*", "torch/bin/*test*", "torch/bin/protoc*"), "torch's own tests"),
    LeftOut(
        (
            "pydicom/data/test_files/*",
            "pydicom/data/charset_files/*",
            "pydicom/data/palettes/*",
            "jpeg_ls/tests/*",
            "scipy/*/tests/*",
            "numpy/*/tests/*",
        ),
        "examples",
    ),
    LeftOut(("OpenImageIO/bin/*", "OpenImageIO/share/*"), "its programs, and the fonts they draw with"),
)

QT_LANGUAGES = ("qtbase_zh_CN.qm", "qtbase_en.qm")

GPL_ONLY = tuple(pattern for group in LEFT_OUT if group.reason.startswith("GPL") for pattern in group.patterns)


def why_left_out(destination: str) -> str:
    """The reason for which a file stays out of the folder; "" where it goes in.

    destination: relative to the folder of libraries.
    """
    path = PurePath(destination).as_posix()
    if "/translations/" in path and "PySide6" in path:
        return "" if path.rsplit("/", 1)[1] in QT_LANGUAGES else "languages that the window does not speak"
    for group in LEFT_OUT:
        if any(fnmatchcase(path, pattern) for pattern in group.patterns):
            return group.reason
    return ""
