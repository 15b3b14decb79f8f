"""The words of the interface, in both languages."""

from collections.abc import Sequence
from datetime import date

from dlprep.text import Language, Text

QUALITIES = (
    Text(zh="毫无印象", en="no idea"),
    Text(zh="答错，看到答案才想起", en="wrong, recalled on seeing it"),
    Text(zh="答错，但一看就懂", en="wrong, but easy once seen"),
    Text(zh="答对，很吃力", en="right, with great effort"),
    Text(zh="答对，略有迟疑", en="right, after a hesitation"),
    Text(zh="答对，脱口而出", en="right, at once"),
)

LEVELS = {
    "basic": Text(zh="入门", en="basic"),
    "intermediate": Text(zh="中等", en="intermediate"),
    "advanced": Text(zh="进阶", en="advanced"),
}

KINDS = {
    "recall": Text(zh="问答", en="recall"),
    "choice": Text(zh="选择", en="choice"),
    "cloze": Text(zh="填空", en="cloze"),
    "order": Text(zh="排序", en="order"),
    "derive": Text(zh="推导", en="derive"),
    "compute": Text(zh="计算", en="compute"),
}

NEW = Text(zh="新卡片", en="new")
REPEAT = Text(zh="今天再来一次", en="once more today")
HINT = Text(zh="提示：", en="Hint:")
NO_MORE_HINTS = Text(zh="没有更多提示了", en="There are no more hints")
ANSWER = Text(zh="答案", en="Answer")
POINTS = Text(zh="得分要点", en="Key points")
CORRECTION = Text(zh="更正", en="Correction")
LINES = Text(zh="逐行推导", en="The lines")
DETAILS = Text(zh="深入一点", en="In more depth")
PITFALLS = Text(zh="常见错误", en="Pitfalls")
FOLLOW_UPS = Text(zh="可能的追问", en="Follow-ups")
REFERENCES = Text(zh="参考", en="References")
STEPS = Text(zh="解题步骤", en="Worked steps")
QUALITY = Text(zh="答得怎么样？", en="How did it go?")
YOUR_ANSWER = Text(zh="你的答案> ", en="your answer> ")
SUSPENDED = Text(zh="已搁置；`dlprep resume {card}` 恢复", en="set aside; `dlprep resume {card}` brings it back")
BURIED = Text(zh="今天不再问，明天再来", en="put off until tomorrow")
CRAM = Text(zh="突击，不影响日程", en="cram, the schedule stays")
CRAM_AGAIN = Text(zh="这次再问一遍", en="once more in this cram")
CRAM_DONE = Text(zh="这些作答不影响日程。", en="These answers moved nothing in the schedule.")
COPIED = Text(
    zh="这是你的副本：{path}；`dlprep edit --revert {card}` 恢复原样",
    en="your copy: {path}; `dlprep edit --revert {card}` takes it away",
)
BROKEN_COPY = Text(
    zh="你的副本还读不了，改好之前问的是原来的卡片：{path}",
    en="your copy cannot be read; until it is mended the card is asked as shipped: {path}",
)
SHIPPED = Text(
    zh="这是自带的卡片，升级会覆盖改动；`dlprep edit {card}` 改你的副本",
    en="a shipped card, which updates overwrite; `dlprep edit {card}` edits a copy of yours",
)
UNCHANGED = Text(zh="没有改动", en="Nothing was changed")
REVERTED = Text(
    zh="这张卡片恢复原样；你的版本还留在 {path}", en="the card is as shipped again; your version is kept in {path}"
)
EDIT_AGAIN = Text(zh="再编辑一次？", en="Edit it again?")
NO_PROBLEMS = Text(zh="没有问题", en="no problems")
MENDED = Text(zh="按 v 再编辑", en="v opens it again")
SHARE = Text(
    zh="到期的一共 {total} 张，分 {days} 天做完：今天 {count} 张，最急的在前。",
    en="{total} cards are due, spread over {days} days: {count} today, the most urgent ones.",
)
SHARE_LEFT = Text(
    zh="还有 {left} 张到期的留给以后几天，明天接着做：\n  dlprep review --catch-up {days}",
    en="{left} more are due and wait; go on tomorrow:\n  dlprep review --catch-up {days}",
)
BACKLOG = Text(
    zh="到期的有 {total} 张。想分一周做完：\n  dlprep review --catch-up 7",
    en="{total} cards are due. To spread them over a week:\n  dlprep review --catch-up 7",
)
EVENTS = {
    "suspend": Text(zh="搁置", en="suspend"),
    "resume": Text(zh="恢复", en="resume"),
    "bury": Text(zh="推迟", en="bury"),
    "reset": Text(zh="从头开始", en="reset"),
    "cram": Text(zh="突击", en="cram"),
    "retract": Text(zh="撤销", en="retract"),
}
LEECH = Text(
    zh="难缠的卡片：已经忘了 {lapses} 次，照现在这样背下去不划算",
    en="A leech: forgotten {lapses} times; as it is, it costs more than it gives",
)
LEECHES = Text(
    zh="难缠的卡片（忘了 {lapses} 次以上）：",
    en="Leeches, forgotten {lapses} times or more: ",
)
LEECH_WAYS = (
    (Text(zh="改写", en="rewrite it"), "dlprep edit {card}"),
    (Text(zh="搁置", en="set it aside"), "dlprep suspend {card}"),
    (Text(zh="细看", en="look at it"), "dlprep show {card}"),
)
UNDONE = Text(zh="已撤销：", en="Taken back: ")
NOTHING_TO_UNDO = Text(zh="没有可以撤销的操作", en="There is nothing to undo")
OVERTAKEN = Text(
    zh="这张卡片刚在另一个终端里答过了，这次不计",
    en="Another terminal answered this card meanwhile; this answer does not count",
)
SKIPPED = Text(zh="跳过，下次再问", en="Skipped; it comes another time")
NOTHING_TODAY = Text(zh="今天的卡片都完成了。", en="Nothing is left for today.")
NOTHING_HERE = Text(zh="这个范围里没有要复习的卡片。", en="No card of this selection is due.")
DONE = Text(zh="今天到此为止", en="Done")

NO_TORCH = Text(
    zh="没有安装 torch，所以没有第二个参考实现来交叉验证：pip install 'dlprep[torch]'",
    en="torch is not installed, so no second reference checks this: pip install 'dlprep[torch]'",
)

VERDICTS = {
    "correct": Text(zh="正确", en="Correct"),
    "partial": Text(zh="部分正确", en="Partly right"),
    "near_miss": Text(zh="一个常见的失误", en="A known slip"),
    "wrong": Text(zh="不对", en="Wrong"),
    "unreadable": Text(zh="没看懂，请再输入一次", en="Could not be read; please type it again"),
}

LEFT_OUT = {
    "foreign": Text(zh="不是本程序导出的笔记", en="of notes that dlprep did not export"),
    "not_an_answer": Text(zh="不是作答（手动调整日程）", en="not answers: rescheduled by hand"),
    "cram": Text(zh="在不影响日程的筛选牌组里", en="in filtered decks that do not reschedule"),
    "unreadable": Text(zh="读不懂", en="could not be read"),
    "ours": Text(zh="本来就是在这里做的", en="made here in the first place"),
    "known": Text(zh="以前导入过", en="imported before"),
    "same_day": Text(zh="当天已经答对，只是 Anki 自己的学习步骤", en="further steps on a day that counts already"),
    "own_card": Text(zh="题库里本来就有的卡片", en="notes that dlprep exported: their cards are in the bank already"),
    "other_note_type": Text(zh="不是基础或填空笔记", en="notes that are neither basic nor cloze"),
    "empty": Text(zh="缺正面或背面", en="notes without a front or a back"),
    "too_long": Text(zh="文字太长", en="notes with too long a text"),
    "no_gap": Text(zh="填空笔记里没有空", en="cloze notes without a gap"),
}

HELP_QUESTION = Text(
    zh="空格 看答案  h 提示  u 撤销  v 编辑  s 搁置  t 明天再问  n 跳过  ? 帮助  q 退出",
    en="space answer  h hint  u undo  v edit  s suspend  t tomorrow  n skip  ? help  q quit",
)
HELP_ASKED = Text(zh="直接回车看答案；q 结束", en="Enter alone shows the answer; q ends")
HELP_TYPED = Text(
    zh="输入答案后回车；  空着回车两次看答案；  或输入：  h 提示  u 撤销  v 编辑  "
    "s 搁置  t 明天再问  n 跳过  ? 帮助  q 退出",
    en="type the answer;  Enter twice shows it;  or type:  h hint  u undo  v edit  "
    "s suspend  t tomorrow  n skip  ? help  q quit",
)
GIVE_UP = Text(zh="还没有输入答案；再按一次回车就看答案", en="Nothing was typed; Enter once more shows the answer")
HELP_LINE = Text(
    zh="空格 看这一行  u 撤销  v 编辑  s 搁置  t 明天再问  n 跳过  ? 帮助  q 退出",
    en="space show the line  u undo  v edit  s suspend  t tomorrow  n skip  ? help  q quit",
)
MORE = Text(zh="空格 往下看", en="space more")
HELP_HAD_IT = Text(zh="空格 想到了  m 没想到", en="space I had it  m I missed it")
HELP_QUALITY = Text(
    zh="0-5 评分  {enter}{tick}u 撤销  v 编辑  s 搁置  t 明天再问  n 跳过  ? 帮助  q 退出",
    en="0-5 quality  {enter}{tick}u undo  v edit  s suspend  t tomorrow  n skip  ? help  q quit",
)
ENTER_TAKES = Text(zh="回车 取 {quality}  ", en="Enter takes {quality}  ")
TICK = Text(zh="{letters} 勾选要点  ", en="{letters} tick points  ")
WELCOME = Text(
    zh="第一次复习：先把答案说出来，再按空格对照，然后给自己打 0 到 5 分。? 看说明，q 随时退出，做过的都已保存。",
    en="Your first review: say the answer aloud, press space to compare, then grade yourself from 0 to 5. "
    "? explains the keys; q quits at any time, and what you answered is kept.",
)
LOG_GONE = Text(
    zh="日志是空的，却有备份。取回来：dlprep restore",
    en="The log is empty, yet there are backups. Bring it back with: dlprep restore",
)
HELP = Text(
    zh="""- **空格**或**回车**：显示答案，长的一屏一屏看；**h**：给一个提示（会降低建议的评分）
- **0-5**：按 SM-2 给自己评分并进入下一张；3 以上算答对，低于 4 的今天会再问
- 要输入答案的卡片：输入后按**回车**；空着按两次**回车**看答案
- 推导题：先自己写出每一行，按**空格**对照；再按**空格**表示想到了，**m** 表示没想到
- **a-f**：勾选你答到的要点，程序据此建议评分；**回车**采用建议
- **u**：撤销上一次评分、搁置或推迟，可以连续撤销，重启之后也行
- **v**：用编辑器（`EDITOR`）改卡片；自带的卡片改的是你的副本，`dlprep edit --revert` 恢复原样
- **s**：搁置这张卡片；**t**：今天不问，明天再问；**n**：这次跳过
- **q** 或 **Ctrl-C**：退出。每次评分都已先存盘，随时可以退出""",
    en="""- **space** or **Enter** shows the answer, by screenfuls; **h** gives a hint, and lowers the suggested quality
- **0-5** grades your answer on the SM-2 scale: 3 and more passes, below 4 comes again today
- where an answer is typed, **Enter** gives it; **Enter** twice alone shows the solution
- in a derivation, write each line yourself and press **space** to compare; then **space** if you had it, **m** if not
- **a-f** ticks the key points you said; a quality is suggested from them, and **Enter** takes it
- **u** takes back the last answer or what set a card aside, as often as you like, also after a restart
- **v** opens the card in your `EDITOR`; of a shipped card it is your copy, and `dlprep edit --revert` takes that away
- **s** sets the card aside; **t** puts it off until tomorrow; **n** skips it this time
- **q** or **Ctrl-C** quits. Every answer is on the disk before the next card shows""",
)


def interval(days: int, language: Language) -> str:
    """Say how far away something is, in days."""
    if language == "zh":
        return f"{days} 天后"
    return "in 1 day" if days == 1 else f"in {days} days"


def cards(count: int, language: Language) -> str:
    """Say a number of cards."""
    return f"{count} 张" if language == "zh" else f"{count} card{'' if count == 1 else 's'}"


def lines(count: int, language: Language) -> str:
    """Say a number of lines of the log."""
    return f"{count:,} 条" if language == "zh" else f"{count:,} line{'' if count == 1 else 's'}"


def files(count: int, language: Language) -> str:
    """Say a number of files."""
    return f"{count:,} 个文件" if language == "zh" else f"{count:,} file{'' if count == 1 else 's'}"


def not_in_bank(unknown: Sequence[str], language: Language) -> str:
    """Say that cards of the log are not in the bank, and that nothing of them is lost."""
    names, count = ", ".join(unknown[:5]), len(unknown)
    if language == "zh":
        return f"{count} 张卡片不在题库里，它们的记录照样保留：{names}"
    are = "is" if count == 1 else "are"
    return f"{cards(count, 'en')} {are} not in the bank; the log keeps its lines: {names}"


def minutes(value: float, language: Language) -> str:
    """Say a number of minutes, whole ones."""
    return f"{max(0, round(value))} 分钟" if language == "zh" else f"{max(0, round(value))} min"


def day(value: date, today: date, language: Language) -> str:
    """Say a day as a person would: today, tomorrow, else its date."""
    distance = (value - today).days
    if distance == 0:
        return "今天" if language == "zh" else "today"
    if distance == 1:
        return "明天" if language == "zh" else "tomorrow"
    return value.isoformat()
