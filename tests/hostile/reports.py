"""What a name, a message or a value may do to those who read the reports."""

from .case import QUOTIENT, Case, right, wrong, zipped

MARKUP, ANSI = "HTML and Markdown in names, messages or values", "ANSI escapes into the terminal"
FORMULA, COMMAND = "spreadsheet formulas", "workflow commands"
PATH, NAMES = "path traversal by student name", "strange student names"
RUNS = "it is run, or shown as something else than text, where the report is read"
SCRIPT = "<script>alert('LOUD')</script><img src=x onerror=alert(1)>"
MARKDOWN = "**bold** [click](javascript:alert(1)) ![x](http://127.0.0.1/x.png) `code` | a | # b"
CLEAR = "\\x1b[2J\\x1b]0;title\\x07\\x9b31m\\r\\x08\\x7f"
TURNED = "\\u202egnp.exe\\u2066\\u200f"


def named(name: str, folder: str, item: str, success: str = RUNS) -> Case:
    """A right answer of somebody with this name: it must get its points under this name, or what can be shown of it."""
    files = {f"../{folder}/{path}": content for path, content in right().items()}
    return Case(name, item, success, files, QUOTIENT, ("passed",), folder=folder)


def noted(name: str, item: str, text: str, success: str = RUNS) -> Case:
    """A text that reaches the remarks, as the message of an exception at the top level."""
    return Case(name, item, success, wrong(top=f'raise ValueError("{text}")'), told=("line 1",))


KIM_IN_CP949 = "김민수".encode("cp949").decode("utf-8", "surrogateescape")  # as a folder's name, by an old unzip
UNFAIR = "the name breaks a file, a table or the run"
ENDS = "the whole batch ends, or one student's files lie in the place of others"
REPORTS = [
    named("html-name", "<b onmouseover=alert(1)>kim<", MARKUP),
    named("markdown-name", "[kim](javascript:alert(1)) ![x](y) `a` # b", MARKUP),
    noted("html-note", MARKUP, SCRIPT),
    noted("markdown-note", MARKUP, MARKDOWN),
    noted("heading-note", MARKUP, "x\\n\\n# Score: 100 of 100\\n\\n| a | b |\\n|---|---|"),
    noted("template-note", MARKUP, "{{ 7 * 191 }} {% for x in () %} {# no #} %s %(x)s {0}"),
    noted("console-note", MARKUP, "[red]kim[/red] [link=http://127.0.0.1]x[/link] [/] [bold"),
    Case("html-value", MARKUP, RUNS, wrong(f'return "{SCRIPT}"'), told=("a string",), untold=("LOUD",)),
    Case(
        "html-exception",
        MARKUP,
        RUNS,
        wrong(f'raise type("<script>LOUD", (Exception,), {{}})("{SCRIPT}")'),
        verdicts=("crashed",),
        untold=("LOUD",),
    ),
    Case(
        "html-exception-at-the-top",
        MARKUP,
        RUNS,
        wrong(top=f'raise type("<script>", (Exception,), {{}})("{SCRIPT}")'),
        told=("line 1",),
    ),
    Case(
        "html-file-name",
        MARKUP,
        RUNS,
        {
            f"{folder}/diff_quotient.py": str(wrong()["diff_quotient.py"]) + f"name = {folder!r}\n"
            for folder in ("<i>", "[x](y)")
        },
        verdicts=("refused",),
        told=("Hand in one",),
    ),
    named("ansi-name", "\x1b[31mkim\x1b]0;x\x07\x9b2J", ANSI),
    named("bell-name", "kim\x07\x08\x08\r", ANSI),
    noted("ansi-note", ANSI, CLEAR),
    Case("ansi-print", ANSI, RUNS, wrong(f'print("{CLEAR}" * 100, flush=True)\nimport os\nos.write(2, b"\\x1b[2J")')),
    Case(
        "ansi-exception-name",
        ANSI,
        RUNS,
        wrong(top=f'raise type("{CLEAR}".replace(chr(0), ""), (Exception,), {{}})("{CLEAR}")'),
        told=("line 1",),
    ),
    noted("turned-note", ANSI, TURNED, "text is shown in another order than it has"),
    named("formula-equals", "=HYPERLINK(A1)", FORMULA),
    named("formula-plus", "+1+cmd!A0", FORMULA),
    named("formula-minus", "-2+3", FORMULA),
    named("formula-at", "@SUM(1)", FORMULA),
    named("formula-tab", "\t=1+1", FORMULA),
    named("formula-line", "\n=1+1", FORMULA),
    named("formula-return", "\r=1+1", FORMULA),
    named("formula-wide", "\uff1d1+1", FORMULA),
    named("formula-quoted", '"=1+1",2', FORMULA),
    noted("command-note", COMMAND, "::add-mask::100"),
    noted("command-note-everywhere", COMMAND, "::error::a " * 24, "a line of the terminal begins with the command"),
    noted("command-note-of-old", COMMAND, "##[error]a ##[set-env name=A]b"),
    named("command-name", "::error::kim", COMMAND),
    named("command-name-everywhere", "::error::a " * 20 + "b", COMMAND),
    named("command-name-of-old", "##[add-mask]1", COMMAND),
    Case(
        "command-print",
        COMMAND,
        RUNS,
        wrong('print("\\n::set-output name=score::100\\n::stop-commands::x\\n##[add-mask]1", flush=True)'),
    ),
    named("path-dots", "kim..", PATH),
    named("path-escaped", "%2e%2e%2fkim", PATH),
    named("path-backslashes", "kim\\..\\..\\lee", PATH),
    named("path-tilde", "~root", PATH),
    named("path-gradebook-csv", "gradebook.csv", PATH, ENDS),
    named("path-gradebook-sqlite", "gradebook.sqlite", PATH, ENDS),
    Case(
        "path-zip",
        PATH,
        ENDS,
        {"../up...zip": zipped({"diff_quotient.py": str(right()["diff_quotient.py"])})},
        verdicts=("passed",),
        earns=QUOTIENT,
        folder="up..",
    ),
    Case(
        "path-lone-file",
        PATH,
        ENDS,
        {"../lone.._diff_quotient.py": right()["diff_quotient.py"]},
        earns=QUOTIENT,
        verdicts=("passed",),
        folder="lone..",
    ),
    Case(
        "file-beside-a-neighbour",
        PATH,
        "a stray file takes the place of a neighbour's submission",
        {"../zzz-honest.txt": "I am zzz-honest.", **wrong()},
    ),
    named("name-comma", "kim, min-su", NAMES, UNFAIR),
    named("name-quotes", "\"kim\" 'jr' `x`", NAMES, UNFAIR),
    named("name-slashes", "kim\u2215\u2044\uff0f\\lee", NAMES, UNFAIR),
    named("name-emoji", "\U0001f9d1\u200d\U0001f393 kim \U0001f1f0\U0001f1f7", NAMES, UNFAIR),
    named("name-turned", "\u202emik\u2066\u200f", NAMES, UNFAIR),
    named("name-korean", "김민수", NAMES, UNFAIR),
    named("name-decomposed", "\u1100\u1175\u11b7", NAMES, UNFAIR),
    named("name-blank", " ", NAMES, UNFAIR),
    named("name-lines", "kim\nlee", NAMES, UNFAIR),
    named("name-long", "김" * 80, NAMES, UNFAIR),
    named("name-option", "--seed=1", NAMES, UNFAIR),
    named("name-shell", "$(touch @MARKER@);kim|lee&", NAMES, UNFAIR),
    named("name-sql", "kim'); DROP TABLE verdict;--", NAMES, UNFAIR),
    named("name-template", "{{ 7 * 191 }}%s{0}", NAMES, UNFAIR),
    named("name-json", '{"score": 100}\\', NAMES, UNFAIR),
    Case(
        "name-cp949",
        NAMES,
        ENDS,
        {f"../{KIM_IN_CP949}/diff_quotient.py": right()["diff_quotient.py"]},
        QUOTIENT,
        ("passed",),
        folder=KIM_IN_CP949,
    ),
]
