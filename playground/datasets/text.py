"""The characters of a text: a window of them is given, each one's successor is to be predicted."""

import torch
from torch import Tensor
from torch.utils.data import Dataset

from playground.datasets.rows import DatasetRow
from playground.parameters import Parameter
from playground.translations import N_


class Characters(Dataset[tuple[Tensor, Tensor]]):
    """Windows (length,) of a text as character numbers, each with the same window moved on by one (length,)."""

    ALICE = (
        "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to "
        "do: once or twice she had peeped into the book her sister was reading, but it had no pictures or "
        "conversations in it, “and what is the use of a book,” thought Alice “without pictures or "
        "conversations?”\n"
        "So she was considering in her own mind (as well as she could, for the hot day made her feel very "
        "sleepy and stupid), whether the pleasure of making a daisy-chain would be worth the trouble of getting "
        "up and picking the daisies, when suddenly a White Rabbit with pink eyes ran close by her.\n"
        "There was nothing so very remarkable in that; nor did Alice think it so very much out of the way to "
        "hear the Rabbit say to itself, “Oh dear! Oh dear! I shall be late!” (when she thought it over "
        "afterwards, it occurred to her that she ought to have wondered at this, but at the time it all seemed "
        "quite natural); but when the Rabbit actually took a watch out of its waistcoat-pocket, and looked at "
        "it, and then hurried on, Alice started to her feet, for it flashed across her mind that she had never "
        "before seen a rabbit with either a waistcoat-pocket, or a watch to take out of it, and burning with "
        "curiosity, she ran across the field after it, and fortunately was just in time to see it pop down a "
        "large rabbit-hole under the hedge."
    )
    BOTCHAN = (
        "親譲りの無鉄砲で小供の時から損ばかりしている。小学校に居る時分学校の二階から飛び降りて一週間ほど腰を"
        "抜かした事がある。なぜそんな無闇をしたと聞く人があるかも知れぬ。別段深い理由でもない。新築の二階から"
        "首を出していたら、同級生の一人が冗談に、いくら威張っても、そこから飛び降りる事は出来まい。弱虫やーい"
        "。と囃したからである。小使に負ぶさって帰って来た時、おやじが大きな眼をして二階ぐらいから飛び降りて腰"
        "を抜かす奴があるかと云ったから、この次は抜かさずに飛んで見せますと答えた。\n"
        "親類のものから西洋製のナイフを貰って奇麗な刃を日に翳して、友達に見せていたら、一人が光る事は光るが切"
        "れそうもないと云った。切れぬ事があるか、何でも切ってみせると受け合った。そんなら君の指を切ってみろと"
        "注文したから、何だ指ぐらいこの通りだと右の手の親指の甲をはすに切り込んだ。幸ナイフが小さいのと、親指"
        "の骨が堅かったので、今だに親指は手に付いている。しかし創痕は死ぬまで消えぬ。\n"
        "庭を東へ二十歩に行き尽すと、南上がりにいささかばかりの菜園があって、真中に栗の木が一本立っている。こ"
        "れは命より大事な栗だ。実の熟する時分は起き抜けに背戸を出て落ちた奴を拾ってきて、学校で食う。菜園の西"
        "側が山城屋という質屋の庭続きで、この質屋に勘太郎という十三四の倅が居た。勘太郎は無論弱虫である。弱虫"
        "の癖に四つ目垣を乗りこえて、栗を盗みにくる。"
    )

    def __init__(self, book: str = "Alice", length: int = 20, text: str = "") -> None:
        self.text = text or {"Alice": self.ALICE, "Botchan": self.BOTCHAN}[book]
        self.characters = sorted(set(self.text))  # the vocabulary: a character's number is its place in it
        number_of = {character: number for number, character in enumerate(self.characters)}
        self.numbers = torch.tensor([number_of[character] for character in self.text])
        windows = self.numbers.unfold(0, length, 1)  # views of the text, nothing is copied
        self.windows, self.targets = windows[:-1], windows[1:]

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.windows[index], self.targets[index]


MOST_CHARACTERS = 5_000  # of a text of one's own

CHARACTERS = DatasetRow(
    "characters",
    Characters,
    N_("The opening of a book, character by character: from a window of the text, predict what comes next."),
    (
        Parameter(
            "book",
            "Alice",
            N_("Alice’s Adventures in Wonderland (Lewis Carroll, 1865) or 坊っちゃん (Natsume Sōseki, 1906)."),
            choices=("Alice", "Botchan"),
        ),
        Parameter("length", 20, N_("Length of a window: how many characters are given at once."), 1, 100),
    ),
    kind="text",
    source="Lewis Carroll, 1865; 夏目漱石, 1906",
    address="https://www.gutenberg.org/ebooks/11",
    licence=N_("public domain"),
)
