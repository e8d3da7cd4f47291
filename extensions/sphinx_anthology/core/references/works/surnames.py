"""Tables that tell persons from bodies: Chinese surnames, and words of organisations."""

from __future__ import annotations

# The surnames that most people bear, and some rarer ones that writers bear; traditional forms too.
SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱丘江尹薛闫阎段雷龙黎史陶贺毛郝顾龚"
    "邵万覃武钱戴严莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳"
    "甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟"
    "艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬"
    "师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢"
    "劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初"
    "门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公"
    "張劉陳楊黃趙吳孫馬羅鄭梁謝許韓鄧馮蕭葉蘇呂盧鐘姜崔譚陸範賈傅鄒邱閻龍賀顧龔邵萬錢戴嚴莫湯溫"
    "莊聶魯歐關蘭寧紀畢單駱藍遊鮑華饒繆簡車項連麥婁竇黨宮費衛閔鄔邊師欒榮叢鞏區樓厲練豐計雲隋"
)  # fmt: skip

COMPOUND = frozenset(
    {
        "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟",
        "尉遲", "公孙", "公孫", "慕容", "令狐", "司徒", "司空", "夏侯", "宇文", "长孙", "長孫",
        "轩辕", "軒轅", "端木", "独孤", "獨孤", "南宫", "南宮", "万俟", "闻人", "澹台", "公冶",
        "太史", "申屠", "赫连", "呼延", "钟离", "淳于", "西门", "百里", "东郭", "拓跋", "纳兰",
        "第五", "完颜", "爱新觉罗",
    }
)  # fmt: skip

# Surnames that are read otherwise than the character is elsewhere: pinyin with the tone's number.
READINGS = {
    "单": "shan4", "單": "shan4", "仇": "qiu2", "曾": "zeng1", "任": "ren2", "解": "xie4",
    "区": "ou1", "區": "ou1", "查": "zha1", "盖": "ge3", "朴": "piao2", "翟": "zhai2",
    "缪": "miao4", "繆": "miao4", "员": "yun4", "秘": "bi4", "折": "she2", "黑": "he4",
    "乐": "yue4", "洗": "xian3", "冼": "xian3", "覃": "qin2", "种": "chong2",
    "召": "shao4", "隗": "wei3", "祭": "zhai4", "应": "ying1", "華": "hua4", "华": "hua4",
    "纪": "ji3", "紀": "ji3", "葛": "ge3", "晁": "chao2", "逄": "pang2", "盛": "sheng4",
    "石": "shi2", "殷": "yin1", "宁": "ning4", "车": "che1", "車": "che1", "谌": "chen2",
    "柏": "bai3", "燕": "yan1", "那": "na1", "哈": "ha3", "万俟": "mo4 qi2", "尉迟": "yu4 chi2",
    "尉遲": "yu4 chi2", "长孙": "zhang3 sun1", "長孫": "zhang3 sun1", "澹台": "tan2 tai2",
    "令狐": "ling2 hu2", "阿": "a1", "佘": "she2", "郗": "xi1", "於": "yu1", "卜": "bu3",
    "谷": "gu3", "尹": "yin3", "沈": "shen3", "瞿": "qu2", "臧": "zang1", "干": "gan1",
}  # fmt: skip

# Words that begin like a name and are none.
NO_NAMES = frozenset(
    {
        "华为", "金山", "方正", "万科", "高德", "安卓", "小米", "江苏", "云南", "河南", "黄河",
        "长江", "时代", "文汇报", "文学", "温州", "常州", "杭州", "宁波", "石油", "国家",
        "国务院", "全国", "成都", "和讯", "平安", "高校", "金融界", "白皮书", "明报", "南方",
        "公安", "华夏", "华润", "万达", "乐视", "米哈游", "云计算", "容器", "原创", "匿名",
        "管理员", "海尔", "海信", "康佳", "艾瑞", "甘肃",
    }
)  # fmt: skip

# Words that tell that a Latin name is a body's and no person's.
ORGANISATIONS = frozenset(
    {
        "academy", "agency", "ai", "alliance", "app", "apps", "association", "authority", "bank",
        "blog", "board", "book", "books", "bureau", "business", "center", "centre", "channel",
        "city", "cloud", "club", "co", "college", "commission", "committee", "community",
        "company", "computing", "conference", "consortium", "contributors", "corp", "corporation",
        "council", "daily", "data", "department", "dev", "developer", "developers", "digital",
        "division", "docs", "documentation", "editor", "editorial", "education", "engineering",
        "enterprise", "enterprises", "federation", "forum", "foundation", "gmbh", "government",
        "group", "guardian", "hat", "health", "house", "inc", "industries", "information",
        "initiative", "institute", "institution", "international", "internet", "journal", "lab",
        "laboratories", "laboratory", "labs", "lead", "learning", "library", "limited", "llc",
        "llp", "ltd", "magazine", "maintainers", "media", "ministry", "museum", "national",
        "network", "networks", "news", "observatory", "office", "online", "open", "organisation",
        "organization", "overflow", "partners", "platform", "post", "press", "product", "program",
        "programme", "project", "publications", "publishers", "publishing", "radio", "research",
        "review", "school", "science", "sciences", "security", "service", "services", "society",
        "software", "solutions", "source", "stack", "staff", "standards", "street", "studio",
        "studios", "support", "system", "systems", "team", "tech", "technologies", "technology",
        "television", "times", "today", "trust", "tv", "union", "united", "university",
        "ventures", "web", "weekly", "wiki", "world", "writer", "writers", "youth", "zone", "the",
        "of", "and", "for", "in", "on", "at", "with", "by",
    }
)  # fmt: skip

# Two capitals behind a name that are no initials.
ABBREVIATIONS = frozenset(
    {
        "AI", "AR", "CN", "CV", "DB", "DJ", "EU", "FM", "GO", "HD", "HK", "HQ", "HR", "II", "IO",
        "IT", "IV", "JP", "JR", "JS", "MD", "ME", "ML", "NG", "NT", "OS", "PC", "PR", "QA", "QQ",
        "SR", "TS", "TV", "TW", "UI", "UK", "UN", "US", "UX", "VI", "VR", "XP", "XR",
    }
)  # fmt: skip
