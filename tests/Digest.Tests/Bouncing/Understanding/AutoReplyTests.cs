using Digest.Bouncing.Understanding;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary>Programs that answer for their owners, in ten languages, marked and unmarked: none of them is a failure.</summary>
internal sealed class AutoReplyTests
{
    internal static readonly (string Language, string Subject, string Body)[] Replies =
    [
        ("en", "Automatic reply: News", "I am out of the office until Monday. Mail is not read; write to desk@work.example."),
        ("en", "Out of office: News", "Your message could not be delivered to me personally, I am sailing."),
        ("en", "Annual leave", "Back on the 3rd. Urgent: other@work.example"),
        ("en", "AUTO: Ann Reader is away (returning 12 May)", "This is an automatic reply."),
        ("en", "Vacation reply", "My mailbox is full of sand."),
        ("de", "Automatische Antwort: Neues", "Ich bin nicht im Büro. Ihre Nachricht wird nicht weitergeleitet."),
        ("de", "Abwesenheitsnotiz", "Bis Montag bin ich nicht erreichbar: vertretung@work.example"),
        ("de", "Ich bin im Urlaub", "Ihre E-Mail konnte nicht gelesen werden."),
        ("de", "Nicht im Büro", "Zurück am Dienstag."),
        ("de", "Eingangsbestätigung Ihrer Nachricht", "Wir melden uns."),
        ("fr", "Réponse automatique : Nouvelles", "Je suis absente jusqu'à lundi."),
        ("fr", "Absence du bureau", "Écrivez à remplacant@work.example."),
        ("fr", "Message d'absence", "Votre message n'a pas pu être lu."),
        ("fr", "En congé jusqu'au 12", "Bonjour."),
        ("fr", "Absent de bureau", "De retour bientôt."),
        ("es", "Respuesta automática: Noticias", "Estoy de vacaciones."),
        ("es", "Fuera de la oficina", "Escriba a otro@work.example."),
        ("es", "Ausente hasta el lunes", "No leo correo."),
        ("es", "Estoy de vacaciones", "Vuelvo pronto."),
        ("es", "Autorespuesta", "Gracias por su mensaje."),
        ("it", "Risposta automatica: Novità", "Sono in ferie."),
        ("it", "Fuori ufficio", "Scrivere a altro@work.example."),
        ("it", "Assente fino a lunedì", "A presto."),
        ("it", "Sono in ferie", "Torno il 3."),
        ("it", "Fuori sede", "Non leggo la posta."),
        ("nl", "Automatisch antwoord: Nieuws", "Ik ben er niet."),
        ("nl", "Afwezig", "Mail naar ander@work.example."),
        ("nl", "Niet aanwezig", "Tot maandag."),
        ("nl", "Met vakantie", "Terug op de 3e."),
        ("nl", "Met verlof", "Tot later."),
        ("pl", "Odpowiedź automatyczna: Nowości", "Jestem na urlopie."),
        ("pl", "Autoodpowiedź", "Wracam w poniedziałek."),
        ("pl", "Nieobecność", "Proszę pisać: inny@work.example."),
        ("pl", "Poza biurem", "Do zobaczenia."),
        ("pl", "Na urlopie do 12", "Nie czytam poczty."),
        ("ru", "Автоматический ответ: Новости", "Я в отпуске."),
        ("ru", "Автоответ", "Пишите: other@work.example."),
        ("ru", "Отсутствую до понедельника", "Письмо не доставлено мне лично."),
        ("ru", "Вне офиса", "До встречи."),
        ("ru", "Я в отпуске", "Вернусь."),
        ("ja", "自動返信: ニュース", "不在にしております。"),
        ("ja", "不在通知", "月曜日に戻ります。"),
        ("ja", "【自動応答】お問い合わせ", "ありがとうございます。"),
        ("ja", "休暇のお知らせ", "other@work.example へ。"),
        ("ja", "ただいま外出中です", "メールは送信できません。"),
        ("zh", "自动回复: 新闻", "我正在休假。"),
        ("zh", "自動回覆: 新聞", "我不在辦公室。"),
        ("zh", "自动答复", "请联系 other@work.example。"),
        ("zh", "休假中", "下周回来。"),
        ("zh", "外出通知", "稍后回复。"),
    ];

    // With nothing but the subject, with each mark that programs set, and sent from nobody as most are.
    private static readonly string[] Headers =
    [
        "Return-Path: <>", "Return-Path: <ann@work.example>\nAuto-Submitted: auto-replied", "Return-Path: <>\nX-Autoreply: yes\nPrecedence: bulk", "Return-Path: <>\nPrecedence: auto_reply",
        "Return-Path: <>\nAuto-Submitted: auto-replied (vacation)\nIn-Reply-To: <ed.1@news.example>",
    ];

    [Test]
    public void T52_Fifty_auto_replies_in_ten_languages_are_never_failures()
    {
        Assert.That((Replies.Length, Replies.Select(r => r.Language).Distinct().Count()), Is.EqualTo((50, 10)));
        Assert.Multiple(() =>
        {
            foreach (var (_, subject, body) in Replies)
                foreach (var headers in Headers)
                    foreach (var encoded in new[] { false, true })
                    {
                        var written = encoded ? $"=?utf-8?B?{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(subject))}?=" : subject;
                        var mail = Mails.Read(Mails.Text("Ann Reader <ann@work.example>", written, $"{body}\n\n----- Original message -----\nMessage-ID: <ed.1@news.example>\nFrom: news@news.example\nTo: ann@work.example", headers));
                        Assert.That((mail.Kind, mail.Findings.Count), Is.EqualTo((ReturnedKind.AutoReply, 0)), $"{subject} with {headers}");
                    }
        });
    }

    [Test]
    public void An_auto_reply_is_known_by_its_marks_alone()
    {
        foreach (var headers in Headers.Where(h => h != "Return-Path: <>"))
            Assert.That(Mails.Read(Mails.Text("Ann <ann@work.example>", "Re: News", "Hello", headers)).Kind, Is.EqualTo(ReturnedKind.AutoReply), headers);
    }

    [Test]
    public void One_from_the_postmaster_is_no_report_either() =>
        Assert.That(Mails.Read(Mails.Text("postmaster@work.example", "Automatic reply: undeliverable", "Your message could not be delivered to ann@work.example, the user is unknown to be here before Monday.", "Return-Path: <>\nAuto-Submitted: auto-replied")).Kind, Is.EqualTo(ReturnedKind.AutoReply));
}
