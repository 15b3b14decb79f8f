"""`dlprep export anki` and `dlprep import anki`: to the phone and back."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from dlprep.cli.complete import files
from dlprep.cli.context import Context, context
from dlprep.cli.named import in_folder, no_stream, there, write
from dlprep.cli.options import JsonOption, LangOption, LevelOption, TagOption, TopicOption
from dlprep.cli.output import print_json, say
from dlprep.errors import UsageError
from dlprep.text import Text


def export_anki(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The package to write.", metavar="OUT.apkg", autocompletion=files)],
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    lang: LangOption = None,
    progress: Annotated[bool, typer.Option("--progress", help="Take your schedule and your review log along.")] = False,
    variants: Annotated[
        int, typer.Option("--variants", min=0, max=99, help="Concrete questions for each computational card.")
    ] = 3,
    json: JsonOption = False,
) -> None:
    """Write the cards as a package that Anki imports: one deck a topic, one note type a kind of card.

    Importing a later package updates the notes and keeps what you reviewed. With --progress, Anki goes on where you
    left off here; tick “Import any learning progress” when you import. Anki takes the schedule of a card only when the
    card is new to it. A computational card becomes a few fixed questions, of which the first carries your progress.
    Bring the reviews back with `dlprep import anki`.

    Examples:
      dlprep export anki dlprep.apkg --progress
      dlprep export anki cnn.apkg --topic convolution --lang zh --variants 5
    """
    from dlprep.anki.export import NOWHERE, notes, standing
    from dlprep.anki.package import write_package
    from dlprep.bank.select import Selection
    from dlprep.render.verify import progress as bar_of

    no_stream(file)
    if file.suffix != ".apkg":
        name = file.with_suffix(".apkg").name
        raise UsageError(
            Text(zh=f"{file}：文件名要以 .apkg 结尾", en=f"{file}: a package's name ends in .apkg"),
            Text(zh=f"写成 {name}", en=f"write {name}"),
        )
    file = in_folder(file)
    here = context(ctx)
    here.add_own_problems()
    bank, languages = here.bank(), here.languages(lang)
    selection = Selection(topic or (), tag or (), level or ())
    selection.check(bank.entries.values())
    entries = [entry for entry in bank.entries.values() if selection.has(entry)]
    known = NOWHERE
    if progress:
        with here.store() as store:
            known = standing(store, here.settings.rollover_hour, here.today())
    with bar_of() as bar:
        task = bar.add_task("Anki", total=2 * len(entries))
        name = "both" if len(languages) == 2 else languages[0]
        made = notes(bank, entries, name, variants, known, lambda: bar.advance(task))
        each = len(entries) / max(1, len(made))
        write_package(file, made, known.calendar, lambda: bar.advance(task, each))
    reviews = sum(len(note.reviews) for note in made)
    if json:
        print_json({"file": str(file), "cards": len(entries), "notes": len(made), "reviews": reviews})
    elif languages[0] == "zh":
        say(f"{file}：{len(entries)} 张卡片，{len(made)} 条笔记" + (f"，{reviews} 次复习" if progress else ""))
    else:
        say(f"{file}: {len(entries)} cards, {len(made)} notes" + (f", {reviews} reviews" if progress else ""))


def import_anki(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="A deck, a collection, or a database of Anki's.",
            metavar="FILE.apkg|.colpkg|.anki2",
            autocompletion=files,
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in, and change nothing.")] = False,
    cards: Annotated[bool, typer.Option("--cards", help="Make a bank of somebody's deck instead.")] = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="With --cards: the YAML file to write.", metavar="FILE", autocompletion=files),
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Bring the reviews that you made in Anki into the log: Again, Hard, Good, Easy count 1, 3, 4, 5.

    Only the notes that dlprep exported count, and every review only once, however often you import. After an answer
    that passed, further steps of the same day are Anki's own and are left out. With --cards, the basic and cloze notes
    of any deck become cards of your own.

    Examples:
      dlprep import anki dlprep.apkg --dry-run
      dlprep import anki dlprep.apkg
      dlprep import anki --cards their-deck.apkg --to deck.yaml
    """
    from dlprep.anki.collection import open_collection

    here = context(ctx)
    zh = here.languages(lang)[0] == "zh"
    with open_collection(there(file)) as collection:
        if cards:
            _make_bank(collection, file, to or Path(f"{file.stem}.yaml"), dry_run, json, zh)
        else:
            _take_reviews(here, collection, dry_run, json, zh)


def _take_reviews(here: Context, collection: Any, dry_run: bool, json: bool, zh: bool) -> None:
    from dlprep.anki.reviews import REASONS, local_offset, new_reviews
    from dlprep.render import words

    with here.store() as store:
        log: dict[str, list[Any]] = {}
        for event in store.events():
            log.setdefault(event.card, []).append(event)
        found = new_reviews(collection, log, here.settings.rollover_hour, local_offset)
        added = found.events if dry_run else store.union(found.events)
    by_card = Counter(event.card for event in added)
    unknown = sorted(by_card.keys() - here.bank().entries.keys())
    left_out = {reason: found.left_out[reason] for reason in REASONS if found.left_out[reason]}
    if json:
        cards = dict(sorted(by_card.items()))
        print_json(
            {"added": len(added), "cards": cards, "left_out": left_out, "not_in_bank": unknown, "dry_run": dry_run}
        )
        return
    would = ("将加入" if dry_run else "加入了") if zh else ("would be added" if dry_run else "added")
    if zh:
        say(f"{would} {len(added)} 次复习，涉及 {words.cards(len(by_card), 'zh')}卡片")
    else:
        say(f"{len(added)} reviews {would}, of {words.cards(len(by_card), 'en')}")
    for reason, count in left_out.items():
        say(f"  {count} · {words.LEFT_OUT[reason].say('zh' if zh else 'en')}")
    if unknown:
        say(words.not_in_bank(unknown, "zh" if zh else "en"))


def _make_bank(collection: Any, file: Path, to: Path, dry_run: bool, json: bool, zh: bool) -> None:
    from dlprep.anki.foreign import read_deck
    from dlprep.bank.document import read_text
    from dlprep.bank.dump import dump
    from dlprep.bank.load import load_document
    from dlprep.render import words

    no_stream(to)
    deck = read_deck(collection)
    if not deck.cards and deck.left_out["own_card"]:
        raise UsageError(
            Text(zh=f"{file}：里面的卡片题库里本来就有", en=f"{file}: its cards are in the bank already"),
            Text(zh=f"要导入复习记录：dlprep import anki {file}", en=f"for their reviews: dlprep import anki {file}"),
        )
    if not deck.cards:
        raise UsageError(
            Text(zh=f"{file}：没有基础或填空笔记", en=f"{file}: has no basic or cloze notes"),
            Text(zh="其他类型的笔记变不成卡片", en="its other note types cannot be made into cards"),
        )
    loaded = load_document(to, read_text(dump(deck.cards)))
    if not json:
        for finding in loaded.findings:
            say(finding.say("zh" if zh else "en"), err=True)
    if not loaded.cards:
        raise UsageError(
            Text(zh=f"{file}：没有一条笔记变得成卡片", en=f"{file}: none of its notes can be made into a card"),
            loaded.findings[0].message if loaded.findings else "",
        )
    if not dry_run:
        if to.exists():
            raise UsageError(
                Text(zh=f"{to}：已经存在", en=f"{to}: is there already"),
                Text(zh="用 --to 换一个文件", en="name another file with --to"),
            )
        write(to, dump([deck.cards[card.position] for card in loaded.cards]))
    left_out = dict(deck.left_out)
    if json:
        counts = {
            "cards": len(loaded.cards),
            "left_out": left_out,
            "findings": [str(finding) for finding in loaded.findings],
        }
        print_json({"file": str(to), **counts, "dry_run": dry_run})
        return
    say(f"{to}: {words.cards(len(loaded.cards), 'zh' if zh else 'en')}")
    for reason, count in left_out.items():
        say(f"  {count} · {words.LEFT_OUT[reason].say('zh' if zh else 'en')}")
    if not dry_run:
        say(f"{'开始复习它们' if zh else 'Ask them too'}: dlprep bank add {to}")
