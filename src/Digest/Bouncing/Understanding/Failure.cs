using System.Text.RegularExpressions;

namespace Digest.Bouncing.Understanding;

/// <summary>How programs regret that a mail did not arrive, in the languages that they speak.</summary>
internal static class Failure
{
    private static readonly string[] Phrases =
    [
        "undeliver|trouble deliver|error.{0,20}sending|rejected recipient", "(?:not|n.t|never|cannot|unable to) (?:yet )?(?:be )?(?:been )?(?:deliver|relayed|sent\\b)", "deliver(?:y|ing).{0,40}(?:fail|error|problem|status|delay|notif|impossible)", "(?:fail|error|problem).{0,40}deliver", "returned mail|returned to sender|returning message|mail returned",
        "failure notice|failure reasons|transcript of session|mail system error|mail failure|message not (?:sent|accepted)|nondeliver|non-?deliver|could not (?:be )?(?:send|sent|reach)|did not reach|was rejected|rejected (?:your|by)|has been (?:blocked|rejected|refused|quarantined)|blocked by|delivery status",
        "(?:message|mail).{0,60}(?:delayed|queued|still undelivered)|warning: (?:message|could not)|loop alert|duplicated message|errors from|address not found|message blocked|wasn.t delivered|your message to .{0,80} (?:couldn|could not|was)|mailbox (?:is full|exceeds)|is full",
        "unzustell|nicht (?:zugestellt|zustellbar|[uü]bermittelt|ausgeliefert)|zustell.{0,30}(?:fehl|nicht|status|problem)|fehlgeschlagen|konnte nicht", "non (?:remis|distribu|d[ée]livr)|[ée]chec|n.a pas pu|impossible de (?:remettre|d[ée]livrer)|non[- ]remis",
        "no (?:se )?(?:ha )?(?:podido|pudo) (?:entregar|ser entregado)|no (?:fue |ha sido )?entregad|error de entrega|imposible entregar|devuelto", "mancat[ao] (?:consegna|recapito)|non (?:[eè] stato )?(?:recapitat|consegnat)|impossibile (?:recapitare|consegnare)",
        "n[aã]o (?:foi |p[oô]de )?(?:entregue|ser entregue)|falha (?:na|de) entrega|n[aã]o entregue|erro na entrega", "не (?:может быть |был[оа]? |удалось )?(?:доставл|доставить|отправл)|недоставл|невозможно доставить|ошибк[аи] доставки", "niet (?:worden )?(?:afgeleverd|bezorgd)|onbestelbaar|kan niet worden",
        "nie (?:zosta[lł][ao] )?(?:dostarczon|dor[eę]czon)|niedor[eę]czon|nie mo[zż]na dostarczy", "送信できません|配信(?:できません|エラー|に失敗|不能)|配送(?:できません|エラー)|届けられません|エラーメール|退信|无法(?:投递|送达|发送)|投递失败|發送失敗|無法(?:傳送|投遞)|未(?:送达|能送达)|전달(?:되지|할 수)|배달(?:되지|할 수|실패)|반송",
        "teslim edilemedi|iletilemedi|kunde inte levereras|kunne ikke leveres|ei voitu toimittaa|nelze doru[cč]it|nedoru[cč]|k[eé]zbes[ií]t[eé]s.{0,20}(?:sikertelen|nem)|nem k[eé]zbes|לא נמסר|تعذر|لم يتم تسليم|δεν (?:ήταν δυνατή|παραδόθηκε)|nu a putut fi livrat",
    ];

    private static readonly Regex Any = new(string.Join('|', Phrases), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public static bool IsIn(string text) => Any.IsMatch(text);
}
