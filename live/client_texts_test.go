package live_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

func renderTexts(t *testing.T, texts live.Texts) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, texts.Render(t.Context(), &b))
	return b.String()
}

// The fields and the attributes are those that the client knows.
func TestTexts_AreThoseOfClient(t *testing.T) {
	var client []string
	for _, name := range []string{"texts", "confirm", "drop"} {
		source, err := os.ReadFile("../js/src/" + name + ".ts")
		require.NoError(t, err)
		texts := regexp.MustCompile(`(?m)(?:^\t(\w+): "|dataset\.(\w+) \?\? ")`).FindAllSubmatch(source, -1)
		require.NotEmpty(t, texts, name)
		for _, m := range texts {
			client = append(client, string(m[1])+string(m[2]))
		}
	}

	var texts live.Texts
	v := reflect.ValueOf(&texts).Elem()
	var fields []string
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String {
			f.SetString("x")
			fields = append(fields, strings.ToLower(v.Type().Field(i).Name))
		}
	}
	texts.Waiting = map[string]string{"one": "x", "other": "x"}
	fields = append(fields, "waitingone", "waitingother")
	var attributes []string
	for _, m := range regexp.MustCompile(` data-(\w+)="x"`).FindAllStringSubmatch(renderTexts(t, texts), -1) {
		attributes = append(attributes, m[1])
	}
	for _, list := range [][]string{client, fields, attributes} {
		slices.Sort(list)
	}
	require.Equal(t, client, fields, "fields of Texts")
	require.Equal(t, client, attributes, "attributes of Texts")
}

func TestTexts_AreEscaped(t *testing.T) {
	require.Equal(t, `<meta name="live-texts" data-now="&#34;&gt;&lt;script&gt;">`, renderTexts(t, live.Texts{Now: `"><script>`}))
	require.Equal(t, `<meta name="live-texts">`, renderTexts(t, live.Texts{}))
}

// A language without a singular does not get the English one.
func TestTexts_PluralForms(t *testing.T) {
	require.Equal(t, `<meta name="live-texts" data-waitingone="変更{n}件" data-waitingother="変更{n}件">`,
		renderTexts(t, live.Texts{Waiting: map[string]string{"other": "変更{n}件"}}))
	require.Equal(t, `<meta name="live-texts" data-waitingone="1" data-waitingfew="2" data-waitingmany="5" data-waitingother="1,5">`,
		renderTexts(t, live.Texts{Waiting: map[string]string{"one": "1", "few": "2", "many": "5", "other": "1,5"}}))
}
