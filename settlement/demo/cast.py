"""Who acts in the demonstration: invented people, institutions and employers."""

from typing import NamedTuple

from stdnum.cn import uscc

from tendering.institutions.models import Kind
from tendering.permissions import Role

PASSWORD = "demo-107-hao"
HOHHOT, BAOTOU, WHOLE = "150100", "150200", "150000"


class Part(NamedTuple):
    """One account: the part it plays, its role, name and the beginning of its address."""

    part: str
    role: Role
    name: str
    mail: str


STAFF = {
    HOHHOT: (
        Part("labour", Role.LABOUR_OFFICER, "陈静", "chenjing"),
        Part("labour2", Role.LABOUR_OFFICER, "赵磊", "zhaolei"),
        Part("reviewer", Role.LABOUR_REVIEWER, "乌兰", "wulan"),
        Part("opening1", Role.OPENING_OFFICER, "高娃", "gaowa"),
        Part("opening2", Role.OPENING_OFFICER, "孙磊", "sunlei"),
        Part("opening3", Role.OPENING_OFFICER, "那顺", "nashun"),
        Part("finance", Role.FINANCE_OFFICER, "王敏", "wangmin"),
        Part("finance2", Role.FINANCE_OFFICER, "刘洋", "liuyang"),
        Part("approver", Role.FINANCE_APPROVER, "李建国", "lijianguo"),
        Part("supervisor", Role.SUPERVISOR, "白音", "baiyin"),
        Part("auditor", Role.AUDITOR, "周敏", "zhoumin"),
    ),
    BAOTOU: (
        Part("labour", Role.LABOUR_OFFICER, "韩雪", "hanxue"),
        Part("labour2", Role.LABOUR_OFFICER, "马强", "maqiang"),
        Part("reviewer", Role.LABOUR_REVIEWER, "其其格", "qiqige"),
        Part("opening1", Role.OPENING_OFFICER, "田野", "tianye"),
        Part("opening2", Role.OPENING_OFFICER, "苏和", "suhe"),
        Part("opening3", Role.OPENING_OFFICER, "郭玲", "guoling"),
        Part("finance", Role.FINANCE_OFFICER, "张伟", "zhangwei"),
        Part("finance2", Role.FINANCE_OFFICER, "何丽", "heli"),
        Part("approver", Role.FINANCE_APPROVER, "巴特尔", "bateer"),
        Part("supervisor", Role.SUPERVISOR, "康宁", "kangning"),
        Part("auditor", Role.AUDITOR, "罗兵", "luobing"),
    ),
    WHOLE: (Part("administrator", Role.ADMINISTRATOR, "系统管理员", "admin"),),
}
EXPERTS = {
    HOHHOT: ("郝教授", "阿拉坦", "杜工", "宁高工", "沈技师", "乔老师", "包高工", "孟研究员", "金老师"),
    BAOTOU: ("葛教授", "斯琴", "石工", "丁高工", "薛技师", "常老师", "贾高工", "云研究员", "鲁老师"),
}


def credit_code(body: str) -> str:
    """Seventeen characters and their check character (GB 32100)."""
    return body + uscc.calc_check_digit(body)


class School(NamedTuple):
    """One institution: its place, kind, name, contact and bank."""

    key: str
    region_code: str
    county_code: str
    kind: Kind
    name: str
    contact: str
    mail: str
    body: str
    bank: str
    branch: str
    account: str

    @property
    def code(self) -> str:
        """Its unified social credit code, invented but with the right check character."""
        return credit_code(self.body)


SCHOOLS = (
    School(
        "qingcheng",
        HOHHOT,
        "150102",
        Kind.VOCATIONAL_SCHOOL,
        "青城技工学校",
        "图雅",
        "qingcheng",
        "12150100402000017",
        "内蒙古银行呼和浩特分行",
        "313191000018",
        "6217000010000380388",
    ),
    School(
        "caoyuan",
        HOHHOT,
        "150103",
        Kind.PRIVATE_SCHOOL,
        "草原职业培训学校",
        "冯涛",
        "caoyuan",
        "52150100402000025",
        "中国建设银行呼和浩特回民区支行",
        "105191000224",
        "6217000010000412257",
    ),
    School(
        "tumd",
        HOHHOT,
        "150121",
        Kind.PRIVATE_SCHOOL,
        "土默特左旗就业训练中心",
        "云飞",
        "tumd",
        "52150121402000033",
        "中国农业银行土默特左旗支行",
        "103191000335",
        "6228480010000520166",
    ),
    School(
        "chilechuan",
        HOHHOT,
        "150104",
        Kind.COLLEGE,
        "敕勒川创业学院",
        "方琳",
        "chilechuan",
        "12150100402000041",
        "中国银行呼和浩特玉泉支行",
        "104191000442",
        "6216600010000630194",
    ),
    School(
        "gangcheng",
        BAOTOU,
        "150203",
        Kind.VOCATIONAL_SCHOOL,
        "钢城高级技工学校",
        "吴刚",
        "gangcheng",
        "12150200402000058",
        "中国工商银行包头昆都仑支行",
        "102192000551",
        "6222020010000710233",
    ),
    School(
        "luyuan",
        BAOTOU,
        "150204",
        Kind.PRIVATE_SCHOOL,
        "鹿园职业培训学校",
        "陶红",
        "luyuan",
        "52150200402000066",
        "中国建设银行包头青山支行",
        "105192000662",
        "6217000020000815571",
    ),
    School(
        "jiuyuan",
        BAOTOU,
        "150207",
        Kind.ENTERPRISE,
        "九原现代农牧业培训公司",
        "秦川",
        "jiuyuan",
        "91150207402000074",
        "中国农业银行包头九原支行",
        "103192000773",
        "6228480020000926648",
    ),
    School(
        "xitu",
        BAOTOU,
        "150271",
        Kind.PRIVATE_SCHOOL,
        "稀土高新区技能培训中心",
        "蒋波",
        "xitu",
        "52150271402000082",
        "中国银行包头高新支行",
        "104192000884",
        "6216600020001037715",
    ),
)

EMPLOYERS = (
    ("91150100403000010", "蒙牧食品有限公司"),
    ("91150100403000020", "青山装备制造有限公司"),
    ("91150100403000030", "呼和浩特地铁物业服务有限公司"),
    ("91150100403000040", "敕勒川农业科技有限公司"),
    ("91150200403000050", "北方重工零部件有限公司"),
    ("91150200403000060", "包头稀土新材料有限公司"),
    ("91150200403000070", "鹿城餐饮管理有限公司"),
    ("91150200403000080", "黄河物流有限公司"),
)

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    "小明",
    "丽华",
    "建军",
    "志强",
    "秀英",
    "海燕",
    "文斌",
    "晓东",
    "桂芳",
    "永胜",
    "雪梅",
    "国庆",
    "春花",
    "立新",
    "巧玲",
    "天宇",
    "娜仁",
    "苏日娜",
    "其木格",
    "巴图",
    "青格勒",
    "萨仁",
    "朝鲁",
    "乌云",
)
