"""What the field calls by several names. True synonyms only: what no interviewer would tell apart."""

import re

_CHINESE = dict(
    pair.split("=")
    for pair in """
    one-hot=独热 onehot=独热 dropout=暂退法 随机失活=暂退法 两端=两侧 双侧=两侧 两边=两侧 神经元=单元 小目标=小物体
    网格=格 格子=格 滤波器=卷积核 极大似然=最大似然 极大后验=最大后验 潜变量=隐变量 移动平均=滑动平均 修正=校正
    梯度截断=梯度裁剪 查全率=召回率 查准率=精确率 交并比=iou 锚点框=锚框 anchor=锚框 候选框=候选区域 区域建议=候选区域
    区域提议=候选区域 细胞状态=单元状态 过度拟合=过拟合 零=0 为0=是0 目标检测=物体检测 鲁棒=稳健 大于=超过
    高于=超过 低于=小于 消掉=抵消 消去=抵消 消除=抵消 删除=删掉 留下=保留 分数=得分
    """.split()
)
_CHINESE_NAMES = re.compile("|".join(sorted(map(re.escape, _CHINESE), key=len, reverse=True)))

_ENGLISH_CLASSES = (
    line.split()
    for line in """
    unit neuron node
    kernel filter
    position location
    recurrent rnn
    below less smaller under
    above greater larger bigger exceed over
    vanish disappear
    oscillate zigzag
    explode blowup
    accelerate speedup
    limit restrict
    keep retain preserve
    same identical equal
    fast quick
    cheap inexpensive
    approach tend
    each every
    clamp clip
    past history
    """.strip().splitlines()
)
ENGLISH: dict[str, str] = {word: words[0] for words in _ENGLISH_CLASSES for word in words}
"""The first word of its class, by each word of it."""


def one_name(text: str) -> str:
    """Return `text` with one of the Chinese names of each thing in place of the others."""
    return _CHINESE_NAMES.sub(lambda name: _CHINESE[name[0]], text)
