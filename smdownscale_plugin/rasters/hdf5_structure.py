"""Whether an HDF5 file's structure is sound, before the HDF5 library sees it: that can crash on one that isn't.

Checked are the superblock, the checksums of everything that has one (object headers, heaps, indexes: Jenkins' lookup3),
the trees that say where chunks are, and the collections of texts; formats by the HDF5 File Format Specification 3.0.
Not checked is what has neither checksum nor address: headers in the oldest form, and values.
"""
import mmap
import struct
from typing import Dict, Iterator, List, Optional, Sequence, Set, Tuple

from ..errors import InputError
from .lookup3 import lookup3

SIGNATURE = b"\x89HDF\r\n\x1a\n"
UNDEFINED = 0xFFFFFFFFFFFFFFFF
_LAYOUT, _DATASPACE, _LINKS, _ATTRIBUTES, _CONTINUATION = 0x08, 0x01, 0x02, 0x15, 0x10
_LARGEST_HEADER = 1 << 22


class Damaged(ValueError):
    """The file isn't what it says it is; the message names what, and where."""


def refuse_damaged(path: str, beginning: str) -> None:
    """Raise InputError for a file whose structure is damaged; beginning: of the sentence, e.g. "x.h5 can't be read"."""
    try:
        problem = damage(path)
    except OSError:
        return                      # whoever opens it says what the system refuses
    if problem:
        raise InputError(f"{beginning}: it is cut short or damaged ({problem}); download it again.")


def damage(path: str) -> Optional[str]:
    """What is wrong with the structure of an HDF5 file; None when nothing is, or when it is no HDF5 file."""
    with open(path, "rb") as stream:
        if stream.read(len(SIGNATURE)) != SIGNATURE:
            return None
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                Structure(data).check()
            except Damaged as problem:
                return str(problem)
            except (struct.error, IndexError) as problem:
                return f"a structure reaches beyond the file's end ({problem})"
    return None


class Structure:
    """The structure of a file in memory."""

    def __init__(self, data: mmap.mmap):
        self._data, self._end = data, len(data)
        self._seen: Set[int] = set()

    def check(self) -> None:
        """Raise Damaged at the first thing that can't be."""
        if not self._superblock():
            return
        for place in self._places(b"OHDR\x02"):
            if self._u8(place + 5) & 0xC0 == 0:      # reserved bits: elsewhere these bytes are values
                self._header(place)
        for place in self._places(b"GCOL\x01\0\0\0"):
            self._collection(place)

    def _superblock(self) -> bool:
        """Whether the file is in a form that is known here (all of SMAP's are); its length must be as it says."""
        version = self._u8(8)
        if version in (2, 3):
            sizes, base, end = (9, 10), 12, 28
            self._checksummed(0, 48, "superblock")
        elif version in (0, 1):
            sizes, base = (13, 14), 24 + 4 * version
            end = base + 16
        else:
            raise Damaged(f"its superblock has the unknown version {version}")
        if (self._u8(sizes[0]), self._u8(sizes[1])) != (8, 8):
            return False
        if self._u64(base) + self._u64(end) > self._end:
            raise Damaged(f"it should have {self._u64(end)} bytes and has {self._end}")
        return version >= 2

    # --- object headers -----------------------------------------------------------------------------------------

    def _header(self, place: int) -> None:
        flags, start = self._u8(place + 5), place + 6
        start += 16 * bool(flags & 0x20) + 4 * bool(flags & 0x10)
        width = 1 << (flags & 3)
        size = int.from_bytes(self._bytes(start, width), "little")
        start += width
        if size > _LARGEST_HEADER:
            raise Damaged(f"the object header at byte {place} has {size} bytes")
        self._checksummed(place, start + size + 4 - place, "object header")
        messages = list(self._messages(start, start + size, bool(flags & 4)))
        dims = next((self._dims(at) for kind, at, _ in messages if kind == _DATASPACE), ())
        for kind, at, _ in messages:
            if kind == _LAYOUT:
                self._layout(at, dims)
            elif kind in (_LINKS, _ATTRIBUTES):
                self._dense(kind, at)

    def _messages(self, start: int, end: int, ordered: bool) -> Iterator[Tuple[int, int, int]]:
        """(kind, place, length) of each message, in all blocks of a header."""
        head = 6 if ordered else 4
        while start + head <= end:
            kind, length = self._u8(start), self._u16(start + 1)
            start += head
            if start + length > end:
                raise Damaged(f"a message at byte {start} is longer than its header")
            if kind == _CONTINUATION:
                yield from self._continued(self._u64(start), self._u64(start + 8), ordered)
            elif kind:
                yield kind, start, length
            start += length

    def _continued(self, place: int, length: int, ordered: bool) -> Iterator[Tuple[int, int, int]]:
        self._once(place, "a block of a header")
        self._signed(place, b"OCHK")
        self._checksummed(place, length, "block of an object header")
        yield from self._messages(place + 4, place + length - 4, ordered)

    def _dims(self, at: int) -> Tuple[int, ...]:
        version, rank = self._u8(at), self._u8(at + 1)
        start = at + (8 if version == 1 else 4)
        return tuple(self._u64(start + 8 * k) for k in range(rank))

    # --- values -------------------------------------------------------------------------------------------------

    def _layout(self, at: int, dims: Tuple[int, ...]) -> None:
        if self._u8(at) != 3:
            return
        kind = self._u8(at + 1)
        if kind == 1 and self._u64(at + 2) != UNDEFINED:
            self._bytes(self._u64(at + 2), self._u64(at + 10))
        if kind == 2 and self._u64(at + 3) != UNDEFINED:
            rank = self._u8(at + 2)
            sides = [self._u32(at + 11 + 4 * k) for k in range(rank)]
            if not all(sides) or dims and len(dims) + 1 != rank:
                raise Damaged(f"the chunks of the layout at byte {at} can't be")
            self._tree(self._u64(at + 3), sides, dims, None)

    def _tree(self, place: int, sides: List[int], dims: Sequence[int], level: Optional[int]) -> None:
        """A node of the tree that says where the chunks of an array are."""
        self._once(place, "a node of chunks")
        self._signed(place, b"TREE\x01")
        found, entries = self._u8(place + 5), self._u16(place + 6)
        if level is not None and found != level:
            raise Damaged(f"the node of chunks at byte {place} stands at another level")
        step = 8 + 8 * len(sides) + 8
        last: Tuple[int, ...] = ()
        for k in range(entries):
            key = place + 24 + k * step
            size, offsets = self._u32(key), tuple(self._u64(key + 8 + 8 * n) for n in range(len(sides)))
            child = self._u64(key + step - 8)
            if any(o % s for o, s in zip(offsets, sides)) or any(o >= d for o, d in zip(offsets, dims)) \
                    or k and offsets <= last:
                raise Damaged(f"the node of chunks at byte {place} names a chunk that can't be")
            last = offsets
            if found:
                self._tree(child, sides, dims, found - 1)
            else:
                self._bytes(child, size)

    def _collection(self, place: int) -> None:
        """A collection of texts of any length."""
        size = self._u64(place + 8)
        self._bytes(place, size)
        at, end = place + 16, place + size
        while at + 16 <= end and self._u16(at):
            at += 16 + (self._u64(at + 8) + 7) // 8 * 8
            if at > end:
                raise Damaged(f"a text in the collection at byte {place} is longer than it")

    # --- groups with many links, objects with many attributes ------------------------------------------------------

    def _dense(self, kind: int, at: int) -> None:
        flags = self._u8(at + 1)
        at += 2 + (8 if kind == _LINKS else 2) * (flags & 1)
        trees = [self._u64(at + 8)] + ([self._u64(at + 16)] if flags & 2 else [])
        if self._u64(at) != UNDEFINED:
            self._heap(self._u64(at))
            for tree in trees:
                if tree != UNDEFINED:
                    self._index(tree)

    def _index(self, place: int) -> None:
        self._signed(place, b"BTHD\0")
        self._checksummed(place, 38, "index")
        width, depth, root, count = self._u16(place + 10), self._u16(place + 12), self._u64(place + 16), \
            self._u16(place + 24)
        if root != UNDEFINED:
            self._signed(root, b"BTIN\0" if depth else b"BTLF\0")
            if not depth:
                self._checksummed(root, 6 + count * width + 4, "leaf of an index")

    def _heap(self, place: int) -> None:
        self._signed(place, b"FRHP\0")
        filters = self._u16(place + 7)
        self._checksummed(place, 146 + (12 + filters if filters else 0), "heap")
        head = {"checked": self._u8(place + 9) & 2, "width": self._u16(place + 110), "first": self._u64(place + 112),
                "largest": self._u64(place + 120), "bits": self._u16(place + 128)}
        free, root, rows = self._u64(place + 38), self._u64(place + 132), self._u16(place + 140)
        if free != UNDEFINED:
            self._free_space(free)
        if root != UNDEFINED and not filters:
            self._blocks(root, rows, head)

    def _blocks(self, root: int, rows: int, head: Dict[str, int]) -> None:
        """The blocks of a heap: one alone, or those of the table at its root (rows of equal blocks, then doubling)."""
        offset = 13 + (head["bits"] + 7) // 8
        if not rows:
            self._block(root, head["first"], offset, head["checked"])
            return
        direct = max(0, (head["largest"] // max(1, head["first"])).bit_length()) + 1
        self._signed(root, b"FHIB\0")
        self._checksummed(root, offset + 8 * rows * head["width"] + 4, "table of a heap")
        for k in range(min(rows, direct) * head["width"]):
            block = self._u64(root + offset + 8 * k)
            if block != UNDEFINED:
                row = k // head["width"]
                self._block(block, head["first"] << max(0, row - 1), offset, head["checked"])

    def _block(self, place: int, size: int, offset: int, checked: int) -> None:
        self._signed(place, b"FHDB\0")
        block = self._bytes(place, size)
        if checked:
            stored = block[offset:offset + 4]
            if lookup3(block[:offset] + bytes(4) + block[offset + 4:]) != int.from_bytes(stored, "little"):
                raise Damaged(f"the block of a heap at byte {place} has another checksum than it says")

    def _free_space(self, place: int) -> None:
        self._signed(place, b"FSHD\0")
        self._checksummed(place, 82, "list of free space")
        sections, used = self._u64(place + 54), self._u64(place + 62)
        if sections != UNDEFINED and used:
            self._signed(sections, b"FSSE\0")
            self._checksummed(sections, used, "list of free space")

    # --- bytes --------------------------------------------------------------------------------------------------

    def _places(self, signature: bytes) -> Iterator[int]:
        place = self._data.find(signature)
        while place >= 0:
            yield place
            place = self._data.find(signature, place + 1)

    def _once(self, place: int, what: str) -> None:
        if place in self._seen:
            raise Damaged(f"{what} at byte {place} is named twice")
        self._seen.add(place)

    def _signed(self, place: int, signature: bytes) -> None:
        if self._bytes(place, len(signature)) != signature:
            raise Damaged(f"there is no {signature[:4].decode()} at byte {place}")

    def _checksummed(self, place: int, length: int, what: str) -> None:
        block = self._bytes(place, length)
        if length < 8 or lookup3(block[:-4]) != int.from_bytes(block[-4:], "little"):
            raise Damaged(f"the {what} at byte {place} has another checksum than it says")

    def _bytes(self, place: int, length: int) -> bytes:
        if length < 0 or place + length > self._end:
            raise Damaged(f"{length} bytes at byte {place} lie beyond the file's end")
        return self._data[place:place + length]

    def _u8(self, place: int) -> int:
        return self._bytes(place, 1)[0]

    def _u16(self, place: int) -> int:
        return struct.unpack("<H", self._bytes(place, 2))[0]

    def _u32(self, place: int) -> int:
        return struct.unpack("<I", self._bytes(place, 4))[0]

    def _u64(self, place: int) -> int:
        return struct.unpack("<Q", self._bytes(place, 8))[0]
