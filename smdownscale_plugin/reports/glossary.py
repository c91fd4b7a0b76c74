"""Words that reports use and a reader may not know: each links to its line at the end of the report."""
import re
from html import escape
from typing import Dict, List, Set

# Term: what it means. A term is found as a whole word; capitals count where it has any beyond the first letter.
TERMS: Dict[str, str] = {
    "coarse product": "The satellite or model soil moisture that was downscaled; one value covers several "
                      "kilometres.",
    "coarse cell": "One grid cell of the coarse product.",
    "predictor": "A variable known on the fine grid, such as vegetation or elevation, from which soil moisture is "
                 "estimated.",
    "R": "Pearson's correlation, −1 to 1: whether two series or maps rise and fall together. 1 is perfect; it says "
         "nothing of an offset.",
    "RMSE": "Root mean square error: the typical size of the difference, offset included, in the unit of the values.",
    "ubRMSE": "RMSE after the mean difference was taken off: the typical size of what is not a constant offset.",
    "Bias": "Mean difference between estimate and reference; above 0 the estimate is too wet.",
    "Skill": "1 − MSE / MSE of bilinear interpolation of the coarse product. Above 0 downscaling comes closer to the "
             "reference than interpolation does, below 0 it did harm; 1 is perfect.",
    "bilinear interpolation": "The coarse product made smooth between the centres of its cells, without any predictor: "
                              "what downscaling has to beat.",
    "interval": "The range that should contain the true value in 9 of 10 cases: for a map, of its pixels; for a "
                "figure, of samples like this one.",
    "held-out": "Kept away from training, so that the model is tested on what it has not seen.",
    "spatial blocks": "Neighbouring cells are held out together, with a buffer around them, because neighbours are "
                      "alike and would make the test too easy.",
    "residual correction": "What is done about the difference between the coarse product and the model's estimate: "
                           "nothing, keep the mean of every coarse cell exactly (mean-preserving), or add only the "
                           "part that is signal (filtered).",
    "mean-preserving": "Residual correction after which the mean of the fine pixels in a coarse cell is the cell's "
                       "value.",
    "reduced resolution": "A test in which everything is made coarser by the same factor, so that the coarse product, "
                          "which is known, plays the part of the fine truth.",
    "training range": "The values of each predictor in the rows that the model learned from. Where these are means of "
                      "coarse cells, many pixels lie outside it, because pixels vary more than means; where no pixel "
                      "had such values in training either, the model extrapolates.",
    "Within-cell R": "Correlation of the differences from the mean of each coarse cell: whether the moisture is in the "
                     "right place inside a cell.",
    "Anomaly R": "Correlation after a 35-day moving average was taken off both series: whether short-term ups and "
                 "downs agree, apart from the season.",
    "GDOWN": "Mean gain in slope, correlation and bias over the coarse value, −1 to 1 (Merlin et al. 2015).",
    "Taylor diagram": "Correlation as an angle and spread as a distance in one picture; the nearer to the star, the "
                      "better.",
    "CDF matching": "Giving an estimate the distribution of the reference, so that only its pattern in time is judged.",
    "triple collocation": "Random errors of three independent products from their covariances alone; none of them is "
                          "taken as the truth.",
    "antecedent precipitation index": "Rain of the past days, each day counting 0.9 of the day after it: a simple "
                                      "measure of how wet the soil should be.",
    "API": "Antecedent precipitation index: rain of the past days, older rain counting less.",
    "percentile": "Rank among other years in the same season, 0 to 100: at the 10th percentile, one year in ten is as "
                  "dry or drier.",
    "percentage points": "Difference of two shares: from 20 % to 30 % is 10 percentage points.",
    "root zone": "The soil that roots draw water from, about the upper metre.",
    "D1 or worse": "Drought as counted here: soil moisture at or below the 20th percentile for the season.",
    "importance": "By how much the error on held-out cells grows when a predictor's values are shuffled.",
    "partial dependence": "The mean prediction when one predictor is set to a value everywhere and the others stay as "
                          "they are.",
    "noise-augmented": "Trained with the noise added that fine pixels have and means of coarse cells have lost.",
}


def _pattern(term: str) -> "re.Pattern":
    exact = any(letter.isupper() for letter in term[1:]) or len(term) == 1
    ending = "" if exact else "s?"
    return re.compile(rf"(?<![\w−-]){re.escape(term)}{ending}(?![\w²-])", 0 if exact else re.IGNORECASE)


_PATTERNS = sorted(((term, _pattern(term)) for term in TERMS), key=lambda entry: -len(entry[0]))


def anchor(term: str) -> str:
    """Name of a term's place in the document."""
    return "g-" + re.sub(r"\W+", "-", term.lower())


class Links:
    """Escapes text and links the first occurrence of each term in a section to the glossary; knows which were used."""

    def __init__(self) -> None:
        self.used: Set[str] = set()
        self._here: Set[str] = set()

    def new_section(self) -> None:
        """Terms are linked again from here on."""
        self._here = set()

    def linked(self, text: str) -> str:
        """The text as HTML; a number and its percent sign stay on one line."""
        text = re.sub(r"(?<=\d) %", "\u00a0%", text)
        found = []
        for term, pattern in _PATTERNS:
            match = term not in self._here and pattern.search(text)
            if match and not any(match.start() < end and start < match.end() for start, end, _ in found):
                found.append((*match.span(), term))
        out, at = [], 0
        for start, end, term in sorted(found):
            out += [escape(text[at:start]), f'<a class="term" href="#{anchor(term)}">{escape(text[start:end])}</a>']
            at = end
            self._here.add(term)
            self.used.add(term)
        return "".join(out) + escape(text[at:])

    def entries(self) -> List[str]:
        """HTML of the lines of all terms that were used, in alphabetical order."""
        return [f'<dt id="{anchor(term)}">{escape(term)}</dt><dd>{escape(TERMS[term])}</dd>'
                for term in sorted(self.used, key=str.lower)]
