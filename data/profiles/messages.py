"""What is wrong with a profile, said in one sentence of English or Chinese; problems are collected, never thrown."""

from __future__ import annotations

from dataclasses import dataclass

from data.profiles.profile_records import Language, Row
from data.records import Problem

SHOWN_CHARACTERS = 60

MESSAGES: dict[str, tuple[str, str]] = {
    "too_large": (
        "The file is {megabytes:.1f} MB, the limit is {limit} MB; split it or leave attachments out.",
        "文件大小为 {megabytes:.1f} MB，上限为 {limit} MB；请拆分文件或去掉附件。",
    ),
    "unknown_format": (
        "The file name {value} ends in none of .yaml, .yml, .json, .csv, .xlsx; save the profile in one of these.",
        "文件名 {value} 的后缀不是 .yaml、.yml、.json、.csv 或 .xlsx；请另存为其中一种格式。",
    ),
    "empty_file": (
        "The file holds nothing; start from a template (`python -m data template`).",
        "文件为空；请从模板开始填写（`python -m data template`）。",
    ),
    "not_utf8": (
        "Byte {value} at position {position} is not UTF-8; save the file as UTF-8.",
        "第 {position} 个字节 {value} 不是 UTF-8 编码；请将文件另存为 UTF-8。",
    ),
    "broken_yaml": (
        "The file is not valid YAML ({reason}); mend this line, indentation and quotes first.",
        "文件不是有效的 YAML（{reason}）；请先检查该行的缩进与引号。",
    ),
    "broken_json": (
        "The file is not valid JSON ({reason}); mend this line.",
        "文件不是有效的 JSON（{reason}）；请修改该行。",
    ),
    "broken_csv": (
        "The file is not valid CSV ({reason}); export it again as CSV, UTF-8.",
        "文件不是有效的 CSV（{reason}）；请重新导出为 UTF-8 编码的 CSV。",
    ),
    "broken_xlsx": (
        "The file is not a readable XLSX workbook ({reason}); save it again as .xlsx.",
        "文件不是可读取的 XLSX 工作簿（{reason}）；请重新另存为 .xlsx。",
    ),
    "zip_bomb": (
        "The workbook unpacks to {megabytes:.0f} MB, the limit is {limit} MB; remove pictures and unused sheets.",
        "工作簿解压后为 {megabytes:.0f} MB，上限为 {limit} MB；请删除图片和无用工作表。",
    ),
    "several_documents": (
        "A second YAML document begins here; one file holds one profile, so split it.",
        "此处开始第二个 YAML 文档；一个文件只能包含一份档案，请拆分。",
    ),
    "alias": (
        "{value} is a YAML anchor or alias, which profiles do not use; write the value out.",
        "{value} 是 YAML 锚点或别名，档案中不使用；请直接写出内容。",
    ),
    "tag": (
        "{value} is a YAML tag, which profiles do not use; write the plain value.",
        "{value} 是 YAML 标签，档案中不使用；请直接写值。",
    ),
    "too_deep": (
        "The file nests more than {limit} levels deep; use the layout of the template.",
        "文件嵌套超过 {limit} 层；请使用模板的结构。",
    ),
    "too_many_entries": (
        "The file holds more than {limit} entries; split it.",
        "文件条目超过 {limit} 个；请拆分。",
    ),
    "too_many_rows": (
        "There are more than {limit} rows; split the file.",
        "行数超过 {limit}；请拆分文件。",
    ),
    "too_many_columns": (
        "There are more than {limit} columns; use the columns of the template.",
        "列数超过 {limit}；请使用模板中的列。",
    ),
    "cell_too_long": (
        "The cell holds {length} characters, the limit is {limit}; shorten it.",
        "单元格有 {length} 个字符，上限为 {limit}；请缩短。",
    ),
    "key_not_text": (
        "An entry is named by a list or a table; names are plain text.",
        "条目名称是列表或表格；名称必须是纯文本。",
    ),
    "duplicate_key": (
        "{value} appears twice in the same place; keep one of them.",
        "{value} 在同一位置出现两次；请只保留一个。",
    ),
    "not_a_profile": (
        "The file has no {value} section; a profile has startup, sources and facts, as in the template.",
        "文件缺少 {value} 部分；档案应包含 startup、sources 和 facts，参见模板。",
    ),
    "not_a_table": (
        "{value} stands where named entries are expected; write it as `name: value` lines.",
        "此处应为具名条目，却是 {value}；请写成“名称: 值”的形式。",
    ),
    "unknown_entry": (
        "{value} is not an entry of this section; allowed are {allowed}.",
        "{value} 不是此部分的条目；可用条目为 {allowed}。",
    ),
    "missing_column": (
        "The header row lacks the column {value}; it needs at least field, value, level, as_of, source_kind and "
        "source_title.",
        "表头缺少 {value} 列；至少需要 field、value、level、as_of、source_kind 和 source_title。",
    ),
    "unknown_column": (
        "{value} is not a column of a profile; allowed are {allowed}.",
        "{value} 不是档案的列；可用的列为 {allowed}。",
    ),
    "formula": (
        "The cell holds a formula ({value}); paste its result as a plain value.",
        "单元格包含公式（{value}）；请粘贴为纯数值。",
    ),
    "cell_error": (
        "The cell holds the spreadsheet error {value}; enter the value itself.",
        "单元格为电子表格错误 {value}；请填写实际值。",
    ),
    "missing_entry": (
        "{value} is missing; fill it in as in the template.",
        "缺少 {value}；请按模板填写。",
    ),
    "bad_slug": (
        "The slug {value} must be 2 to 60 small letters, digits and single hyphens, such as 'acme-models'.",
        "标识 {value} 只能由 2 至 60 个小写字母、数字和单个连字符组成，例如 'acme-models'。",
    ),
    "text_length": (
        "{value} has {length} characters, allowed are {allowed}; change its length.",
        "{value} 有 {length} 个字符，允许 {allowed}；请调整长度。",
    ),
    "control_character": (
        "{value} contains an invisible control character; delete it and type the text again.",
        "{value} 含有不可见的控制字符；请删除后重新输入。",
    ),
    "not_text": (
        "{value} is not text; write it as text.",
        "{value} 不是文本；请写成文本。",
    ),
    "country_code": (
        "{value} is not a two-letter country code; write for example DE, GB, CN or US.",
        "{value} 不是两位国家或地区代码；例如 DE、GB、CN 或 US。",
    ),
    "bad_location": (
        "{value} is neither a folder nor a hub id such as 'owner/model'; web addresses and '..' are not followed.",
        "{value} 既不是文件夹也不是 'owner/model' 形式的模型库编号；不接受网址和“..”。",
    ),
    "unknown_field": (
        "{value} is not a field of the registry; {hint}.",
        "{value} 不是登记表中的字段；{hint}。",
    ),
    "repeated_fact": (
        "{value} is given twice for the same date, level and source; keep one entry.",
        "{value} 在同一日期、证据级别和来源下重复给出；请只保留一条。",
    ),
    "no_value": (
        "The entry has no value; enter one, or leave the field out if it is unknown.",
        "该条目没有值；请填写，若未知则删除该字段。",
    ),
    "not_number": (
        "{value} is not a number; write digits with a decimal point, such as 2400000 or 0.85.",
        "{value} 不是数字；请只用数字和小数点，例如 2400000 或 0.85。",
    ),
    "written_number": (
        "{value} is not a plain number; write it in full without separators, units or letters, such as 2400000.",
        "{value} 不是纯数字；请完整写出，不带分隔符、单位或字母，例如 2400000。",
    ),
    "not_finite": (
        "{value} is not a finite number; enter the actual figure or leave the field out.",
        "{value} 不是有限数值；请填写实际数字或删除该字段。",
    ),
    "not_integer": (
        "{value} is not a whole number; round it to one.",
        "{value} 不是整数；请取整。",
    ),
    "currency": (
        "{value} is not a plain sum in US dollars; convert it at the rate of the as_of date and put the original sum "
        "and rate in the note.",
        "{value} 不是以美元计的数字；请按 as_of 日期汇率折算，并在备注中注明原币金额和汇率。",
    ),
    "percent_sign": (
        "{value} is written as a percentage; divide it by 100 and write {suggestion}.",
        "{value} 写成了百分数；请除以 100，写作 {suggestion}。",
    ),
    "percent_as_whole": (
        "{value} is outside {allowed}; if it means percent, divide it by 100 and write {suggestion}.",
        "{value} 超出 {allowed}；若为百分数，请除以 100，写作 {suggestion}。",
    ),
    "out_of_range": (
        "{value} is outside {allowed}; check the figure and its unit ({unit}).",
        "{value} 超出 {allowed}；请核对数字和单位（{unit}）。",
    ),
    "wrong_unit": (
        "The unit {value} is not that of the field, which is {allowed}; convert the value or leave the unit out.",
        "单位 {value} 与字段单位 {allowed} 不符；请换算数值或不填单位。",
    ),
    "not_boolean": (
        "{value} is neither true nor false; write true or false.",
        "{value} 既不是 true 也不是 false；请填写 true 或 false。",
    ),
    "not_date": (
        "{value} is not a date; write year-month-day, such as 2026-09-30.",
        "{value} 不是日期；请写成年-月-日，例如 2026-09-30。",
    ),
    "date_out_of_range": (
        "{value} lies outside {allowed}; check the year.",
        "{value} 不在 {allowed} 范围内；请核对年份。",
    ),
    "future_date": (
        "{value} lies in the future; give a date up to today, {today}.",
        "{value} 是未来日期；请填写不晚于今天（{today}）的日期。",
    ),
    "unknown_code": (
        "{value} is not an allowed value; choose {allowed}.",
        "{value} 不是允许的取值；请选择 {allowed}。",
    ),
    "repeated_code": (
        "{value} is listed twice; keep one of them.",
        "{value} 列出两次；请只保留一个。",
    ),
    "none_with_others": (
        "'none' stands beside other values; remove it, or remove the others.",
        "“none”不能与其他取值并列；请删除其一。",
    ),
    "not_list": (
        "{value} is not a list; write the values one after the other as in the template.",
        "{value} 不是列表；请按模板逐一列出取值。",
    ),
    "not_shares": (
        "{value} is not a table of shares; write part and fraction, such as licensed: 0.4.",
        "{value} 不是占比表；请写出各部分及其比例，例如 licensed: 0.4。",
    ),
    "cell_syntax": (
        "{value} cannot be read as {allowed}; quote texts that contain ; = | or quotation marks.",
        "{value} 无法读作 {allowed}；含有 ; = | 或引号的文本请加引号。",
    ),
    "unknown_part": (
        "{value} is not a part of this table; choose {allowed}.",
        "{value} 不是该表的组成部分；请选择 {allowed}。",
    ),
    "share_sum": (
        "The shares add up to {value}, they must add up to {allowed}; check the parts.",
        "各部分合计为 {value}，应为 {allowed}；请核对各部分。",
    ),
    "unknown_list_column": (
        "{value} is not a column of this list; allowed are {allowed}.",
        "{value} 不是该列表的列；可用的列为 {allowed}。",
    ),
    "missing_list_column": (
        "Item {item} lacks {value}; every item needs {allowed}.",
        "第 {item} 项缺少 {value}；每项都需要 {allowed}。",
    ),
    "list_column_value": (
        "Item {item}, column {column}: {value} is not {allowed}; correct it.",
        "第 {item} 项 {column} 列：{value} 不是{allowed}；请更正。",
    ),
    "score_as_percent": (
        "Item {item}: the score {value} is not a fraction; divide it by 100 and write {suggestion}.",
        "第 {item} 项：成绩 {value} 不是小数；请除以 100，写作 {suggestion}。",
    ),
    "score_above_full": (
        "Item {item}: the score {value} is above {limit}, the highest its metric has; correct it.",
        "第 {item} 项：成绩 {value} 超出该指标的满分 {limit}；请更正。",
    ),
    "missing_level": (
        "The level is missing; write claimed or documented.",
        "缺少证据级别；请填写 claimed 或 documented。",
    ),
    "measured_level": (
        "Measured facts are written by runs only; give the level as claimed or documented.",
        "measured 级别的事实只能由运行写入；请填写 claimed 或 documented。",
    ),
    "unknown_level": (
        "{value} is not a level; choose claimed, documented or, with the reason in the note, not_applicable.",
        "{value} 不是证据级别；请选择 claimed、documented，或在备注写明原因后选 not_applicable。",
    ),
    "missing_as_of": (
        "The date as_of is missing; write the date the value describes, such as 2026-09-30.",
        "缺少 as_of 日期；请填写该值所描述的日期，例如 2026-09-30。",
    ),
    "missing_source": (
        "The source is missing; every fact names the document it was read from.",
        "缺少来源；每条事实都必须注明所依据的文件。",
    ),
    "undefined_source": (
        "{value} is not among the sources; define it there, or use {allowed}.",
        "{value} 不在 sources 中；请在其中定义，或使用 {allowed}。",
    ),
    "unknown_source_kind": (
        "{value} is not a kind of document; choose {allowed}.",
        "{value} 不是文件类型；请选择 {allowed}。",
    ),
    "run_as_source": (
        "{value} cannot be the source of an upload, since runs write their own facts; name the document.",
        "{value} 不能作为上传的来源，运行会自行写入事实；请注明文件。",
    ),
    "bad_url": (
        "{value} is not a web address; begin it with https:// or leave it out.",
        "{value} 不是网址；请以 https:// 开头，或留空。",
    ),
    "bad_standard_error": (
        "The standard error {value} must be a number of 0 or more on a numeric field; correct it or leave it out.",
        "标准误 {value} 应为数值字段上不小于 0 的数字；请更正或删除。",
    ),
    "reason_missing": (
        "A field that does not apply needs the reason; write it in a few words.",
        "不适用的字段需要说明原因；请简要填写。",
    ),
    "value_and_not_applicable": (
        "The field has a value and is marked not applicable; keep one of the two.",
        "该字段既有值又标为不适用；请只保留其一。",
    ),
    "repeated_model": (
        "The model {value} is named twice; keep one of them.",
        "模型 {value} 出现两次；请只保留一个。",
    ),
}
"""English and Chinese per code; `{value}` is the value as given, shortened and quoted."""


class ProblemList:
    """Collects every reason why a file is refused, in the language of the reader."""

    def __init__(self, language: Language = "en") -> None:
        self.language = language
        self._problems: dict[Problem, None] = {}

    def __len__(self) -> int:
        return len(self._problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems in the order found."""
        return tuple(self._problems)

    def add(
        self, code: str, *, row: Row = None, field: str | None = None, value: object = None, **facts: object
    ) -> None:
        """Add the problem of that code; the same sentence on the same place is kept once."""
        shown = shortened(value)
        english, chinese = MESSAGES[code]
        message = (chinese if self.language == "zh" else english).format(value=quoted(value), **facts)
        self._problems[Problem(row, field, shown, message)] = None

    def at(self, row: Row, field: str | None) -> Place:
        """This list, bound to one place in the file."""
        return Place(self, row, field)


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a file; problems reported here carry its row and field."""

    problems: ProblemList
    row: Row
    field: str | None

    @property
    def language(self) -> Language:
        """Language of the messages."""
        return self.problems.language

    def add(self, code: str, value: object = None, **facts: object) -> None:
        """Report the problem of that code here."""
        self.problems.add(code, row=self.row, field=self.field, value=value, **facts)


def shortened(value: object) -> str | None:
    """The value as text of at most `SHOWN_CHARACTERS` characters; None stays None."""
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def quoted(value: object) -> str:
    """The shortened value in quotation marks where it is text, as it is where it is a number."""
    shown = shortened(value)
    return repr(shown) if isinstance(value, str) else str(shown)
