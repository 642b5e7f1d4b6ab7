"""Drawn pages kept: what is least used goes, and nothing that the disk does is an error."""

import os
import resource
from pathlib import Path
from threading import Thread

import pytest

from review.page_images.box import Box
from review.page_images.cache import DiskCache, MemoryCache
from review.page_images.image import PageImage

KEYS = [f"{number:02x}" * 32 for number in range(12)]


def image(size: int = 1000, number: int = 7) -> PageImage:
    return PageImage(bytes([number]) * size, "image/png", 30, 20, (Box(1, 2, 3, 4), Box(5, 6, 7, 8)), True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "page-images"


def test_what_was_put_is_got_whole_by_another_process_too(folder: Path) -> None:
    assert DiskCache(folder, 10_000).get(KEYS[0]) is None
    DiskCache(folder, 10_000).put(KEYS[0], image())
    assert image() == DiskCache(folder, 10_000).get(KEYS[0])


def test_the_least_recently_used_go_when_there_are_too_many(folder: Path) -> None:
    cache = DiskCache(folder, 5_000)
    for place, key in enumerate(KEYS[:3]):
        cache.put(key, image())
        file = next(folder.rglob(f"{key}.page"))
        os.utime(file, (place, place))
    assert cache.get(KEYS[0])  # used just now
    for key in KEYS[3:5]:
        cache.put(key, image())
    held = [key for key in KEYS if cache.get(key)]
    assert KEYS[0] in held
    assert KEYS[1] not in held
    assert KEYS[4] in held
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 5_000


def test_a_new_process_counts_what_it_finds(folder: Path) -> None:
    for key in KEYS:
        DiskCache(folder, 5_000).put(key, image())
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 5_000


def test_a_killed_process_leaves_nothing_for_ever(folder: Path) -> None:
    folder.mkdir()
    (folder / "left.partial").write_bytes(b"x" * 4_000)
    os.utime(folder / "left.partial", (1, 1))
    cache = DiskCache(folder, 3_000)
    for key in KEYS[:3]:
        cache.put(key, image())
    assert not (folder / "left.partial").exists()


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"\xff\xfe", b'{"sha256": 3}\nx', b"[]\nx"])
def test_a_damaged_file_is_as_good_as_none(folder: Path, damage: bytes) -> None:
    cache = DiskCache(folder, 10_000)
    cache.put(KEYS[0], image())
    file = next(folder.rglob("*.page"))
    file.write_bytes(damage)
    assert cache.get(KEYS[0]) is None
    assert not file.exists()


def test_a_file_cut_short_is_not_shown(folder: Path) -> None:
    cache = DiskCache(folder, 10_000)
    cache.put(KEYS[0], image())
    file = next(folder.rglob("*.page"))
    file.write_bytes(file.read_bytes()[:-10])
    assert cache.get(KEYS[0]) is None


def test_a_disk_that_cannot_be_written_keeps_none(tmp_path: Path) -> None:
    (tmp_path / "page-images").write_text("a file where the folder should be")
    cache = DiskCache(tmp_path / "page-images", 10_000)
    cache.put(KEYS[0], image())
    assert cache.get(KEYS[0]) is None


def test_a_full_disk_keeps_none(folder: Path) -> None:
    """The write fails as a full disk's does, and nothing is left half written."""
    folder.mkdir()

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        DiskCache(folder, 10_000).put(KEYS[0], image())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [] == [path for path in folder.rglob("*") if path.is_file()]


def test_many_threads_of_two_caches_share_a_folder(folder: Path) -> None:
    caches = [DiskCache(folder, 4_000), DiskCache(folder, 4_000)]
    wrong: list[object] = []

    def use(cache: DiskCache) -> None:
        for turn in range(40):
            key = KEYS[turn % len(KEYS)]
            cache.put(key, image(number=turn % len(KEYS)))
            got = cache.get(key)
            if got is not None and got != image(number=turn % len(KEYS)):
                wrong.append(got)

    threads = [Thread(target=use, args=(cache,)) for cache in caches * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == wrong


def test_memory_holds_the_last_used() -> None:
    cache = MemoryCache(3_000)
    for key in KEYS[:3]:
        cache.put(key, image())
    cache.put(KEYS[0], image())
    cache.put(KEYS[3], image())
    assert [True, False, True, True] == [cache.get(key) is not None for key in KEYS[:4]]


def test_an_image_larger_than_the_memory_is_not_held() -> None:
    cache = MemoryCache(100)
    cache.put(KEYS[0], image())
    assert cache.get(KEYS[0]) is None
    cache.put(KEYS[1], image(50))
    assert cache.get(KEYS[1]) is not None
