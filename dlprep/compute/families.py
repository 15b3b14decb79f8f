"""What the families of problems are called."""

from dlprep.text import Text

_TITLES = {
    "activations": Text("激活函数", "Activation functions"),
    "calculus": Text("微积分与线性代数", "Calculus and linear algebra"),
    "clipping": Text("梯度裁剪", "Gradient clipping"),
    "convolution": Text("卷积", "Convolution"),
    "detection": Text("目标检测", "Detection"),
    "evaluation": Text("评估", "Evaluation"),
    "information": Text("信息论", "Information theory"),
    "initialisation": Text("参数初始化", "Initialisation"),
    "losses": Text("损失函数", "Losses"),
    "normalisation": Text("归一化", "Normalisation"),
    "norms": Text("范数", "Norms"),
    "numerics": Text("数值计算", "Numerics"),
    "optimisers": Text("优化器", "Optimisers"),
    "own": Text("你自己的", "Your own"),
    "regularisation": Text("正则化", "Regularisation"),
    "sequence": Text("序列模型", "Sequence models"),
}


def family_title(family: str) -> Text:
    """Return the title of a family of problems; its folder's name where it has none."""
    return _TITLES.get(family, Text(family, family))
