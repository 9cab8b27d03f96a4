package languages

import (
	"context"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"github.com/lively-go/lively/live"
)

// text returns a text in the language of ctx. English texts are the keys of the catalog.
func text(ctx context.Context, english string, args ...any) string {
	return message.NewPrinter(Of(ctx), message.Catalog(texts)).Sprintf(english, args...)
}

// Message translates the messages that Lively itself shows: it is Server.Messages.
func Message(ctx context.Context, m live.Message) string { return text(ctx, m.Text) }

// ClientTexts returns the texts that the client shows in the language of ctx, for the head of the document.
func ClientTexts(ctx context.Context) live.Texts { return clientTexts[Of(ctx)] }

const guests = "%d guests"

// texts is the catalog. The plural forms of a number are those of the language: Arabic has six.
var texts = func() catalog.Catalog {
	b := catalog.NewBuilder(catalog.Fallback(language.English))
	set := func(tag language.Tag, forms []any, translations map[string]string) {
		must(b.Set(tag, guests, plural.Selectf(1, "%d", forms...)))
		for english, t := range translations {
			must(b.SetString(tag, english, t))
		}
	}
	set(language.English, []any{plural.One, "one guest", plural.Other, guests}, nil)
	set(language.German, []any{plural.One, "ein Gast", plural.Other, "%d Gäste"}, map[string]string{
		"Book a table": "Tisch reservieren", "Language": "Sprache", "Name": "Name", "Guests": "Gäste", "Book": "Reservieren",
		"Enter your name.":             "Geben Sie Ihren Namen ein.",
		"We have tables for 1 to %d.":  "Wir haben Tische für 1 bis %d.",
		"Thank you, %[1]s! %[2]s.":     "Danke, %[1]s! %[2]s.",
		"must be a whole number":       "muss eine ganze Zahl sein",
		"Something went wrong.":        "Etwas ist schiefgegangen.",
		"Open daily. %d seats inside.": "Täglich geöffnet. %d Plätze im Haus.",
	})
	set(language.Arabic, []any{
		plural.Zero, "لا ضيوف", plural.One, "ضيف واحد", plural.Two, "ضيفان", plural.Few, "%d ضيوف", plural.Many, "%d ضيفًا", plural.Other, "%d ضيف",
	}, map[string]string{
		"Book a table": "احجز طاولة", "Language": "اللغة", "Name": "الاسم", "Guests": "الضيوف", "Book": "احجز",
		"Enter your name.":             "أدخل اسمك.",
		"We have tables for 1 to %d.":  "لدينا طاولات من ١ إلى %d.",
		"Thank you, %[1]s! %[2]s.":     "شكرًا يا %[1]s! %[2]s.",
		"must be a whole number":       "يجب أن يكون عددًا صحيحًا",
		"Something went wrong.":        "حدث خطأ ما.",
		"Open daily. %d seats inside.": "مفتوح يوميًا. %d مقعد في الداخل.",
	})
	return b
}()

func must(err error) {
	if err != nil {
		panic(err)
	}
}

var clientTexts = map[language.Tag]live.Texts{
	language.German: {
		Loading: "Lädt", Lost: "Verbindung unterbrochen. Neuer Versuch …", Now: "Sofort", Back: "Wieder da.",
		Sent: "Wieder da. Alles wurde gesendet.", Reload: "Neu laden", TryAgain: "Noch einmal", Close: "Schließen",
		Stopped: "Diese Seite funktioniert nicht mehr.", Refused: "Das ging nicht.",
		Waiting: map[string]string{"one": "{n} Änderung wird gesendet.", "other": "{n} Änderungen werden gesendet."},
	},
	language.Arabic: {
		Loading: "جارٍ التحميل", Lost: "انقطع الاتصال. تجري إعادة المحاولة…", Now: "الآن", Back: "عاد الاتصال.",
		Sent: "عاد الاتصال. أُرسل كل شيء.", Reload: "أعد التحميل", TryAgain: "حاول مرة أخرى", Close: "إغلاق",
		Stopped: "توقفت هذه الصفحة عن العمل.", Refused: "تعذّر تنفيذ ذلك.",
		Waiting: map[string]string{
			"zero": "لا تغييرات.", "one": "سيُرسل تغيير واحد.", "two": "سيُرسل تغييران.", "few": "ستُرسل {n} تغييرات.",
			"many": "سيُرسل {n} تغييرًا.", "other": "سيُرسل {n} تغيير.",
		},
	},
}
