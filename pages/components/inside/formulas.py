"""The formulas of a decoder-only transformer as the small training computes them; LaTeX, the same in every language.

Sources: Vaswani et al. 2017 (attention, equation 1; feed-forward, equation 2), Shazeer 2020, arXiv 2002.05202 (gated
feed-forward), Zhang and Sennrich 2019, arXiv 1910.07467 (RMSNorm), Su et al. 2021, arXiv 2104.09864 (rotary positions),
Kingma and Ba 2015 (Adam, algorithm 1), Loshchilov and Hutter 2019, arXiv 1711.05101 (decoupled decay).
"""

from __future__ import annotations

STEPS: dict[str, tuple[str, ...]] = {
    "tokens": (r"x_1, x_2, \dots, x_T \quad x_t \in \{1, \dots, V\}",),
    "embedding": (
        r"h_t = E_{x_t} \in \mathbb{R}^{d} \qquad E_{ij} \sim \mathcal{N}(0,\; 0.02^2)",
        r"q_t \leftarrow R_t\, q_t, \quad k_t \leftarrow R_t\, k_t",
    ),
    "attention": (
        r"Q = H W_Q, \quad K = H W_K, \quad V = H W_V",
        r"\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\!\left(\frac{Q K^{\top}}{\sqrt{d_k}} + M\right) V",
        r"M_{ij} = 0 \;\text{if}\; j \le i, \;\text{else}\; -\infty",
        r"\mathrm{MultiHead}(H) = [\,\mathrm{head}_1, \dots, \mathrm{head}_h\,]\, W_O",
    ),
    "feed_forward": (
        r"\mathrm{FFN}(x) = \max(0,\; x W_1 + b_1)\, W_2 + b_2",
        r"\mathrm{FFN}_{\text{gated}}(x) = \left(\mathrm{SiLU}(x W_g) \odot x W_u\right) W_d",
        r"\mathrm{SiLU}(z) = \frac{z}{1 + e^{-z}}",
    ),
    "residual": (
        r"x \leftarrow x + \mathrm{MultiHead}(\mathrm{Norm}(x))",
        r"x \leftarrow x + \mathrm{FFN}(\mathrm{Norm}(x))",
        r"\mathrm{Norm}(x) = g \odot \frac{x}{\sqrt{\tfrac{1}{d}\sum_i x_i^2 + \varepsilon}}",
    ),
    "softmax": (r"z_t = \mathrm{Norm}(h_t)\, E^{\top}, \qquad p_t(i) = \frac{e^{z_t(i)}}{\sum_{j=1}^{V} e^{z_t(j)}}",),
    "loss": (
        r"\mathcal{L}(\theta) = -\frac{1}{T-1} \sum_{t=1}^{T-1} \ln p_t(x_{t+1})",
        r"\text{PPL} = e^{\mathcal{L}}",
    ),
    "backward": (
        r"\frac{\partial \mathcal{L}}{\partial z_t(i)} = \frac{p_t(i) - [\,i = x_{t+1}\,]}{T-1}",
        r"\nabla_\theta \mathcal{L} = \sum_t"
        r" \left(\frac{\partial z_t}{\partial \theta}\right)^{\!\top} \frac{\partial \mathcal{L}}{\partial z_t}",
    ),
    "adam": (
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g",
        r"v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2",
        r"\hat m = \frac{m}{1 - \beta_1^{s}}, \qquad \hat v = \frac{v}{1 - \beta_2^{s}}",
        r"\theta \leftarrow \theta - \eta_s \left(\frac{\hat m}{\sqrt{\hat v} + \epsilon} + \lambda \theta\right)",
    ),
}
"""Formulas by step of the primer, in the order in which a text passes through."""
