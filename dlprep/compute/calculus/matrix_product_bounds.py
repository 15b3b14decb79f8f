"""What is known of a product AB without multiplying: bounds on its singular values, and its determinant up to sign.

For square A and B: sigma_max(AB) <= sigma_max(A) sigma_max(B), sigma_min(AB) >= sigma_min(A) sigma_min(B), and
|det AB| = |det A| |det B|. The absolute eigenvalues lie between the bounds too. Without units.
Source: Horn & Johnson 2013, Matrix Analysis, 2nd edition, sections 5.6 and 7.3; torch.linalg.svdvals.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._matrices import Grid, draw_grid, grid, short
from dlprep.compute.calculus._spectra import draw_friendly, gram_work, singular_values
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text


class ProductParams(Params):
    """The two factors."""

    a: Grid = parameter(zh="可逆的方阵 A，最大 4×4", en="a square matrix A, at most 4×4, with an inverse")
    b: Grid = parameter(zh="可逆的方阵 B，与 A 同样大小", en="a matrix B of the same size, with an inverse")

    @model_validator(mode="after")
    def _square(self) -> "ProductParams":
        for name, rows in (("a", self.a), ("b", self.b)):
            if (len(rows), len(rows[0])) != (len(self.a), len(self.a)):
                raise RuleError(
                    zh=f"{name}：A 和 B 必须是同样大小的方阵", en=f"{name}: A and B must be square and of one size"
                )
            values = singular_values(rows)
            if values[0] >= 1e3 * values[-1]:
                raise RuleError(
                    zh=f"{name}：不能奇异或接近奇异，条件数必须小于 1000",
                    en=f"{name}: must not be singular or nearly so; its condition number must be below 1000",
                )
        return self


class MatrixProductBounds(BatchedProblem[ProductParams]):
    """Singular values bound each factor; bounds multiply."""

    title = Text(zh="矩阵乘积的奇异值的界", en="Bounds on a product of matrices")
    covers = ("matrix_product_bounds",)
    params = ProductParams
    example = {"a": [[3, 0], [4, 5]], "b": [[2, 0], [0, -1]]}
    minutes = {"basic": 3.0, "intermediate": 5.0, "advanced": 6.0}

    def generate(self, rng: Random, level: Level) -> ProductParams:
        """Basic: one factor diagonal. Intermediate: whole singular values. Advanced: any whole numbers."""
        if level == "basic":
            first, second = (float(rng.choice((-1, 1)) * x) for x in rng.sample(range(1, 6), k=2))
            return ProductParams(a=draw_friendly(rng), b=((first, 0.0), (0.0, second)))
        if level == "intermediate":
            return ProductParams(a=draw_friendly(rng), b=draw_friendly(rng))
        while True:
            a, b = draw_grid(rng, 2, 2, 4), draw_grid(rng, 2, 2, 4)
            if min(singular_values(a)[-1], singular_values(b)[-1]) > 0.5:
                return ProductParams(a=a, b=b)

    def prompt(self, p: ProductParams) -> Text:
        """Ask for the bounds that the factors' own singular values give."""
        given = f"$A = {grid(p.a)}$, $B = {grid(p.b)}$"
        top, bottom, det = r"$\sigma_{\max}(AB)$", r"$\sigma_{\min}(AB)$", r"$|\det(AB)|$"
        return Text(
            zh=f"{given}。只用 $A$ 和 $B$ 各自的奇异值，{top} 的上界（两个最大奇异值之积）和 {bottom} 的下界"
            f"（两个最小奇异值之积）各是多少？{det} 是多少？",
            en=f"Let {given}. Using the singular values of $A$ and $B$ alone, what upper bound do they give on {top} "
            f"(the product of the largest), and what lower bound on {bottom} (the product of the smallest)? What is "
            f"{det}?",
        )

    def answer_type(self, p: ProductParams) -> AnswerType:
        """Two bounds and a value."""
        return Parts(
            (
                Part("upper", Text("最大奇异值的上界", "upper bound on the largest singular value"), Number(atol=5e-4)),
                Part("lower", Text("最小奇异值的下界", "lower bound on the smallest"), Number(atol=5e-4)),
                Part("det", Text("行列式的绝对值", "absolute value of the determinant"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: ProductParams) -> AnswerValue:
        """Take each factor by itself; a determinant is the product of singular values, up to sign."""
        a, b = singular_values(p.a), singular_values(p.b)
        return {"upper": a[0] * b[0], "lower": a[-1] * b[-1], "det": math.prod(a) * math.prod(b)}

    def torch_stacked(self, ps: Sequence[ProductParams], place: Place) -> Stacked:
        """Take norms of order 2 and -2, the largest and smallest singular value; multiply AB for its determinant."""
        from torch.linalg import det, matrix_norm

        a, b = place.tensor([p.a for p in ps]), place.tensor([p.b for p in ps])
        return {
            "upper": matrix_norm(a, ord=2) * matrix_norm(b, ord=2),
            "lower": matrix_norm(a, ord=-2) * matrix_norm(b, ord=-2),
            "det": det(a @ b).abs(),
        }

    def steps(self, p: ProductParams) -> list[Text]:
        """The inequalities, the singular values of each factor, the products."""
        a, b = singular_values(p.a), singular_values(p.b)
        upper = r"$\sigma_{\max}(AB) \le \sigma_{\max}(A) \sigma_{\max}(B)$"
        lower = r"$\sigma_{\min}(AB) \ge \sigma_{\min}(A) \sigma_{\min}(B)$"
        det = r"$|\det(AB)| = |\det A| \cdot |\det B|$"
        work = (
            rf"${short(a[0])} \cdot {short(b[0])} = {short(a[0] * b[0])}$",
            rf"${short(a[-1])} \cdot {short(b[-1])} = {short(a[-1] * b[-1])}$",
        )
        product = rf"$|\det(AB)| = {short(math.prod(a))} \cdot {short(math.prod(b))} = "
        product += f"{short(math.prod(a) * math.prod(b))}$"
        first, second = gram_work("A", p.a, a), gram_work("B", p.b, b)
        return [
            Text(
                zh=f"{upper}，{lower}，{det}：向量每过一层，长度最多乘最大奇异值，最少乘最小奇异值。"
                "特征值的绝对值也在两个界之间。层层相乘，上界大于 1 时梯度可能爆炸，小于 1 时必然消失。",
                en=f"{upper}, {lower}, {det}: at each layer a vector's length is multiplied by the largest singular "
                "value at most, and by the smallest at least. Absolute eigenvalues lie between the bounds too. "
                "Over many layers an upper bound above 1 lets gradients explode, and one below 1 makes them vanish.",
            ),
            Text(zh=f"{first}。", en=f"{first}."),
            Text(zh=f"{second}。", en=f"{second}."),
            Text(zh=f"上界 {work[0]}，下界 {work[1]}。", en=f"The upper bound {work[0]}, the lower bound {work[1]}."),
            Text(zh=f"行列式不是界，而是等式：{product}。", en=f"The determinant is no bound but equal: {product}."),
        ]

    def slips(self, p: ProductParams) -> Iterator[Slip]:
        """Other numbers of the factors, or the product itself."""
        import numpy as np

        a, b = singular_values(p.a), singular_values(p.b)
        det = math.prod(a) * math.prod(b)
        right: dict[str, AnswerValue] = {"upper": a[0] * b[0], "lower": a[-1] * b[-1], "det": det}
        one, two = (sorted(map(abs, np.linalg.eigvals(rows).tolist())) for rows in (p.a, p.b))
        yield Slip(
            "eigenvalues",
            right | {"upper": one[-1] * two[-1], "lower": one[0] * two[0]},
            Text(
                zh="这里用了特征值；矩阵不对称时，向量可以被拉得比最大的特征值更长，要用奇异值。",
                en="Those are eigenvalues; unless a matrix is symmetric it can stretch a vector by more than the "
                "largest of them, so take singular values.",
            ),
        )
        yield Slip(
            "squares",
            right | {"upper": (a[0] * b[0]) ** 2, "lower": (a[-1] * b[-1]) ** 2},
            Text(
                zh="$A^T A$ 的特征值是奇异值的平方，还要开方。",
                en="The eigenvalues of $A^T A$ are squares of singular values; take the root.",
            ),
        )
        product = np.linalg.svd(np.array(p.a) @ np.array(p.b), compute_uv=False).tolist()
        yield Slip(
            "of_the_product_itself",
            right | {"upper": product[0], "lower": product[-1]},
            Text(
                zh="这是 $AB$ 自己的奇异值；要的是由 $A$ 和 $B$ 分别得到的界，两者方向一致时才相等。",
                en="Those are the singular values of $AB$ itself; bounds from $A$ and $B$ are asked for, which are "
                "reached only if their directions agree.",
            ),
        )
        yield Slip(
            "frobenius_norm",
            right | {"upper": math.hypot(*a) * math.hypot(*b)},
            Text(
                zh="Frobenius 范数之积也是上界，但更松；题目要最大奇异值之积。",
                en="The product of Frobenius norms is a bound too, but a looser one; the largest singular values are "
                "asked for.",
            ),
        )
        if np.linalg.det(p.a) * np.linalg.det(p.b) < 0:
            yield Slip(
                "sign_of_the_determinant",
                right | {"det": -det},
                Text(zh="题目要行列式的绝对值。", en="The absolute value of the determinant is asked for."),
            )


problem = MatrixProductBounds()
