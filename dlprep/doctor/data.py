"""What the learner has: the folder of the data, the settings, the cards."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from dlprep.bank.bank import Bank
from dlprep.config import read_settings
from dlprep.doctor.check import Check
from dlprep.doctor.repair import NO_JSON, NO_TEXT, UNREADABLE, is_json, is_text
from dlprep.interview.notebook import FOLDER, InterviewError, interview_files, read_record
from dlprep.store.database import REPAIR
from dlprep.sync.machine import FILE
from dlprep.text import Text

SCARCE = 100 * 2**20  # bytes: room for years of answers, but other programs fill disks
MIB = 2**20


def folder(data: Path) -> Check:
    """Whether the folder of the data can be written, or made, and how much room there is."""
    there = next(place for place in (data, *data.parents) if place.exists())
    free = shutil.disk_usage(there).free
    facts = {"path": str(data), "exists": data.exists(), "free_bytes": free}
    if not os.access(there, os.W_OK | os.X_OK) or not there.is_dir():
        advice = Text(zh="改权限，或用 --home 换一个文件夹", en="mend its permissions, or choose another with --home")
        return Check("data", "wrong", Text(zh=f"{data}：不能写入", en=f"{data}: may not be written"), advice, facts)
    said = Text(zh=f"{data}，剩余 {free // MIB} MiB", en=f"{data}, {free // MIB} MiB free")
    if free < SCARCE:
        advice = Text(zh="腾出一些空间；答过的都已保存", en="free some space; everything answered so far is safe")
        return Check("data", "warning", said, advice, facts)
    return Check("data", "ok", said, facts=facts)


def config(path: Path) -> Check:
    """Whether the settings can be read, and which are not at their default. Folders are counted, not named."""
    changed = {one.name: one.value for one in read_settings(path) if one.origin != "default"}
    folders = {
        name: Text(f"{len(of)} 个文件夹", f"{len(of)} folders") for name, of in changed.items() if isinstance(of, tuple)
    }
    facts = changed | {name: count.en for name, count in folders.items()}
    in_chinese = changed | {name: count.zh for name, count in folders.items()}
    zh = "".join(f"，{name} = {value}" for name, value in in_chinese.items())
    en = "".join(f", {name} = {value}" for name, value in facts.items())
    where = Text(f"{path}", f"{path}") if path.exists() else Text(f"{path}（还没有）", f"{path} (none)")
    said = Text(where.zh + zh, where.en + en)
    return Check("config", "ok", said, facts={"exists": path.exists(), "changed": facts})


def files(data: Path, overlay: Path) -> Check:
    """Whether interviews, edited cards and the machine's name can be read."""
    interviews, cards = interview_files(data / FOLDER), sorted(overlay.glob("*.yaml"))
    bad = [] if is_json(data / FILE) else [(data / FILE, NO_JSON)]
    bad += [(path, UNREADABLE) for path in interviews if not _is_interview(path)]
    bad += [(path, NO_TEXT) for path in cards if not is_text(path)]
    facts = {"interviews": len(interviews), "cards": len(cards), "unreadable": [path.name for path, _ in bad]}
    if bad:
        path, why = bad[0]
        more = f" (+{len(bad) - 1})" if len(bad) > 1 else ""
        said = Text(zh=f"{path.name}：{why.zh}{more}", en=f"{path.name}: {why.en}{more}")
        return Check("files", "wrong", said, REPAIR, facts)
    zh = f"{len(interviews)} 次面试，{len(cards)} 张改过的卡片"
    said = Text(zh, f"interviews: {len(interviews)}, edited cards: {len(cards)}")
    return Check("files", "ok", said, facts=facts)


def _is_interview(path: Path) -> bool:
    try:
        read_record(path)
    except InterviewError:
        return False
    return True


def bank(open_bank: Callable[[Sequence[Path]], Bank], shipped: Path, own: Sequence[Path]) -> Check:
    """How many cards there are, and which files of them are broken or missing."""
    missing = [str(folder) for folder in own if not folder.expanduser().exists()]
    index = open_bank([shipped, *(folder for folder in own if folder.expanduser().exists())]).index
    theirs = sum(Path(entry.path).is_relative_to(shipped) for entry in index.entries.values())
    ours = len(index.entries) - theirs
    facts = {"shipped": theirs, "own": ours, "broken": index.broken, "missing": missing}
    said = Text(zh=f"自带 {theirs} 张，自己的 {ours} 张", en=f"{theirs} cards shipped, {ours} of your own")
    if missing:
        return Check(
            "bank",
            "wrong",
            Text(zh=f"{said.zh}；找不到 {missing[0]}", en=f"{said.en}; {missing[0]} is not there"),
            Text(
                zh=f"去掉它：dlprep bank remove {missing[0]}", en=f"take it out with: dlprep bank remove {missing[0]}"
            ),
            facts,
        )
    if index.broken:
        return Check(
            "bank",
            "wrong",
            Text(
                zh=f"{said.zh}；{len(index.broken)} 个文件有问题",
                en=f"{said.en}; {len(index.broken)} files have problems",
            ),
            Text(zh="看是什么问题：dlprep bank check", en="see which with: dlprep bank check"),
            facts,
        )
    return Check("bank", "ok", said, facts=facts)
