"""The words of an interview, in both languages."""

from dlprep.text import Language, Text

WELCOME = Text(
    zh="模拟面试：{minutes} 分钟，约 {count} 题。像在面试里那样作答；看答案、对要点时不计时。? 看说明。",
    en="A mock interview: {minutes} minutes, about {count} questions. Answer as you would there; the clock stops while "
    "you compare. ? explains the keys.",
)
RESUMED = Text(
    zh="接着 {id} 的面试：已用 {used}，做了 {count} 题。",
    en="Going on with the interview {id}: {used} used, {count} questions done.",
)
UNFINISHED = Text(
    zh="上一次面试没有做完；想接着做：q 结束这一次，再 dlprep interview --resume",
    en="The last interview was interrupted; to go on with that one instead: q, then dlprep interview --resume",
)
HELP = Text(
    zh="""- 像打字聊天一样作答，**回车**换行，**空行**（连按两次回车）表示说完；上下键翻看以前写过的回答
- 想**说出来**就什么都不输入，说完按一次回车，再自己勾选要点
- 程序在回答里找要点并打勾；**a-f** 改，**回车**确认。最重的要点没找到时会追问一句“为什么”，可以补充
- 计算题有时限（题面下方写着），到时间按已输入的算；其他题没有时限，但总时间在走
- 单独一行 **n**：不会，看要点；**q**：结束面试并看报告；**?**：这份说明
- **Ctrl-C** 中断，什么都不会丢；`dlprep interview --resume` 接着来""",
    en="""- type your answer; **Enter** begins a new line, an **empty line** (Enter twice) ends it; the arrow keys go
  through what you wrote before
- to **say it aloud**, type nothing: speak, press Enter once, and tick your points yourself
- the points found in your answer are ticked; **a-f** changes them, **Enter** confirms. Where the heaviest point is
  missing you are asked "why?" and may add to your answer
- a computation has a time limit, shown with the question, and what is typed by then counts; other questions have none,
  but the interview's clock runs
- on a line of its own: **n** I do not know, show the points; **q** end the interview, see the report; **?** this help
- **Ctrl-C** interrupts and loses nothing; `dlprep interview --resume` goes on""",
)
KEYS_TEXT = Text(
    zh="回车：换行  回车两次：说完  直接回车：口头回答  n：不会  q：结束  ?：帮助",
    en="Enter: new line  Enter twice: done  Enter at once: said aloud  n: don't know  q: end  ?: help",
)
GIVE_UP = Text(zh="还没有输入；不会就输入 n，或再按一次回车", en="Nothing was typed; n, or Enter once more: don't know")
KEYS_ADD = Text(zh="回车两次：说完  直接回车：没有补充", en="Enter twice: done  Enter at once: nothing to add")
KEYS_LINE = Text(zh="回车：作答  n：不会  q：结束  ?：帮助", en="Enter: answer  n: don't know  q: end  ?: help")
KEYS_TICK = Text(zh="{letters}：改勾选  回车：确认", en="{letters}: change ticks  Enter: confirm")
KEYS_QUALITY = Text(zh="0-5：给自己打分", en="0-5: grade yourself")
KEYS_NEXT = Text(zh="回车：下一题  v：完整答案  q：结束", en="Enter: next  v: the whole answer  q: end")
FOLLOW_UP = Text(zh="追问", en="follow-up")
QUESTION = Text(zh="第 {number} 题", en="Q{number}")
USED = Text(zh="已用 {used}", en="{used} used")
LEFT = Text(zh="剩 {left}", en="{left} left")
OVER = Text(zh="超时 {left}", en="{left} over")
LIMIT = Text(zh="本题限时 {limit}", en="{limit} for this one")
LIMIT_LEFT = Text(zh="本题剩 {limit}", en="{limit} left for this one")
LATE = Text(zh="本题时间到，按已输入的算", en="Time is up for this one; what was typed counts")
WHY = Text(
    zh="为什么？还有一个重要的要点（{dots}）没有听到，可以补充：",
    en="Why? An important point ({dots}) is still missing; you may add to your answer:",
)
WHY_ALOUD = Text(zh="为什么？请再讲讲这一点：", en="Why? Say more about this one:")
FOUND = Text(
    zh="在你的回答里找到 {count} 个要点；不对就改：",
    en="Found in your answer: {count}. Change what is wrong:",
)
TICK = Text(zh="你说到了哪些？", en="Which of these did you say?")
LINES = Text(zh="写对了哪几行？", en="Which lines did you have?")
WORTH = Text(zh="{got}/{of} 分 · 评分 {quality}", en="{got}/{of} points · quality {quality}")
UNGRADED = Text(zh="这一题不计分", en="This one does not count")
TOMORROW = Text(zh="明天的复习里会再问", en="the review asks it tomorrow")
INTERRUPTED = Text(
    zh="面试中断，都已存好。接着来：dlprep interview --resume",
    en="Interrupted; everything is kept. Go on with: dlprep interview --resume",
)
UNREADABLE = Text(zh="有卡片读不了，已跳过：", en="Cards that cannot be read were left out:")

TITLE = Text(zh="模拟面试报告", en="Report of a mock interview")
ENDED = {
    "time": Text(zh="时间到", en="time was up"),
    "questions": Text(zh="题目问完了", en="no question was left"),
    "quit": Text(zh="提前结束", en="ended early"),
    None: Text(zh="还没有结束", en="not ended yet"),
}
ROLES = {
    "general": Text(zh="通用", en="general"),
    "vision": Text(zh="视觉", en="vision"),
    "nlp": Text(zh="自然语言处理", en="NLP"),
}
SCORE = Text(zh="得分", en="Score")
EARLIER = Text(zh="之前", en="before")
TOPIC = Text(zh="主题", en="Topic")
QUESTIONS = Text(zh="题数", en="Questions")
BY_TOPIC = Text(zh="按主题", en="By topic")
BY_QUESTION = Text(zh="逐题", en="Question by question")
MISSED_POINTS = Text(zh="没说到的要点", en="Points missed")
REVIEW = Text(zh="要复习的卡片（已排进明天的复习）", en="To review (the review asks them tomorrow)")
TIME = Text(zh="用时", en="Time")
QUALITY = Text(zh="评分", en="Quality")
CARD = Text(zh="卡片", en="Card")
ROLE = Text(zh="方向", en="Role")
MEAN_TIME = Text(zh="平均每题 {time}", en="{time} a question on average")
AGAIN = Text(zh="之前有 {count} 次面试也漏了", en="also missed in {count} of the interviews before")
NOTHING_MISSED = Text(zh="没有漏掉要点。", en="No point was missed.")
NO_QUESTIONS = Text(zh="还没有做完一题。", en="No question was finished.")
NO_INTERVIEWS = Text(zh="还没有面试记录。开始：dlprep interview", en="No interviews yet. Begin one: dlprep interview")
COMPARED = Text(zh="之前几次", en="Interviews before")


def clock(seconds: float) -> str:
    """Say a time as a clock shows it: 4:05."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def percent(share: float | None) -> str:
    """Say a share."""
    return "-" if share is None else f"{round(100 * share)}%"


def number(value: float) -> str:
    """Say a number of points, without a fraction where there is none."""
    return f"{value:g}" if value == round(value, 1) else f"{value:.1f}"


def clock_line(used: float, left: float, language: Language) -> str:
    """Say how much of the interview is used, and how much is left or over."""
    rest = (LEFT if left >= 0 else OVER).say(language).format(left=clock(abs(left)))
    return f"{USED.say(language).format(used=clock(used))} · {rest}"
