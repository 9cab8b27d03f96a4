package codec_test

import (
	"errors"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/codec"
)

// inputs has a field for each type of input whose text has a format.
type inputs struct {
	Day   time.Time `live:",date"`
	Local time.Time `live:",datetime-local"`
	Month time.Time `live:",month"`
	Clock time.Time `live:",time"`
	Week  time.Time `live:",week"`
	F     float64
	F32   float32
	N     int64
	Tiny  int8
	U     uint8
	Addr  netip.Addr
}

// control returns the text that the control of a field has.
func control(v inputs, name string) string {
	fv, ok := codec.PlanFor(reflect.TypeFor[inputs]()).Find(reflect.ValueOf(v), name)
	if texts := fv.Texts(); ok && len(texts) == 1 {
		return texts[0]
	}
	return ""
}

// decodeControl decodes the text of a control into v, and returns the error of the field.
func decodeControl(v *inputs, name, text string) string {
	pair := func(yield func(name, text string) bool) { yield(name, text) }
	data, err := codec.DecodeForm(pair, nil, name, v, codec.Rows{}, false)
	if err != nil {
		return err.Error()
	}
	if fieldErr := data.Fields[name].Err; fieldErr != nil {
		return fieldErr.Text
	}
	return ""
}

func TestControls_DecodeAndFormat(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"day", "2026-11-23", "2026-11-23"},
		{"day", " 2024-02-29 ", "2024-02-29"},
		{"day", "0001-01-02", "0001-01-02"},
		{"day", "275760-09-13", "275760-09-13"},
		{"local", "2026-11-23T06:30", "2026-11-23T06:30"},
		{"local", "2026-11-23 06:30:00", "2026-11-23T06:30"},
		{"local", "2026-11-23T06:30:05.1", "2026-11-23T06:30:05.100"},
		{"local", "12026-11-23T23:59:59.999", "12026-11-23T23:59:59.999"},
		{"local", "2026-11-23T06:30:05.000001", "2026-11-23T06:30:05"},
		{"local", "2026-03-29T02:30", "2026-03-29T02:30"}, // does not exist in Europe, where the clocks are changed
		{"month", "2026-02", "2026-02"},
		{"clock", "00:00", "00:00"},
		{"clock", "23:59:30", "23:59:30"},
		{"clock", "23:59:30.25", "23:59:30.250"},
		{"week", "2026-W53", "2026-W53"},
		{"week", "2025-W01", "2025-W01"},
		{"f", "1e-7", "1e-07"},
		{"f", ".5", "0.5"},
		{"f", "-1.50", "-1.5"},
		{"n", "1e3", "1000"},
		{"n", "-5.0", "-5"},
		{"n", "9223372036854775807", "9223372036854775807"},
		{"tiny", "-1.28e2", "-128"},
		{"u", "2.55e2", "255"},
		{"addr", "::1", "::1"},
	} {
		var v inputs
		require.Empty(t, decodeControl(&v, c.name, c.typed), c)
		require.Equal(t, c.want, control(v, c.name), c)
	}
}

func TestControls_InvalidTexts(t *testing.T) {
	for want, texts := range map[string]map[string][]string{
		"must be a date": {"day": {
			"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "0000-01-01", "275761-01-01", "2026-11-23T00:00", "2026-11-00",
			"2026-11-31", "99999999999999999999-01-01", "-2026-01-01", "2026/11/23", "２026-01-01",
		}},
		"must be a date and time": {"local": {
			"2026-11-23", "2026-11-23T24:00", "2026-11-23T23:60", "2026-11-23T23:59:60", "2026-11-23T1:00", "2026-11-23T10:00Z",
			"2026-11-23T10:00:00.", "2026-11-23T10:00:00.1234567890", "2026-11-23t10:00", "T10:00", "2026-11-23T10:00:00,5",
		}},
		"must be a month":                   {"month": {"2026-13", "2026", "2026-1", "2026-01-01", "0000-01"}},
		"must be a time":                    {"clock": {"24:00", "1:00", "10", "10:00:", "10:00:61", "10:00 pm", "-1:00"}},
		"must be a week":                    {"week": {"2025-W53", "2026-W00", "2026-W54", "2026-w01", "2026-W1", "2026-01", "0000-W01"}},
		"must be a number":                  {"f": {"NaN", "Inf", "0x1p-2", "1_0", "1,5", "--1", "e", "infinity"}},
		"is too large":                      {"f": {"1e999"}, "f32": {"1e39"}, "n": {"9223372036854775808", "1e30"}, "tiny": {"128", "1e3"}, "u": {"256", "1e3"}},
		"is too small":                      {"f": {"-1e999"}, "n": {"-9223372036854775809", "-1e30"}, "tiny": {"-129", "-1e3"}},
		"must be a whole number":            {"n": {"1.5", "1e-1", "x", "1 0", "NaN"}},
		"must be a whole number, 0 or more": {"u": {"-1", "-1.0", "1.5", "-1e30"}},
		"is not valid":                      {"addr": {"::x"}},
	} {
		for name, all := range texts {
			for _, text := range all {
				v := inputs{N: 1, F: 1, Tiny: 1, U: 1, Day: time.Now()}
				require.Equal(t, want, decodeControl(&v, name, text), "%s %q", name, text)
				require.Empty(t, control(v, name), "a field that cannot be decoded is zero")
			}
		}
	}
}

// What a control cannot show is empty there, and stays in a query.
func TestControls_ShowWhatHTMLHas(t *testing.T) {
	at := time.Date(2026, 11, 23, 6, 30, 5, 123456789, time.FixedZone("CET", 3600))
	v := inputs{Local: at, Clock: at, Day: time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), F: math.Inf(1), F32: float32(math.NaN())}
	require.Equal(t, "2026-11-23T06:30:05.123", control(v, "local"))
	require.Equal(t, "06:30:05.123", control(v, "clock"))
	for _, name := range []string{"day", "f", "f32", "month", "week"} {
		require.Empty(t, control(v, name), name)
	}
	query := string(codec.AppendQuery(nil, inputs{Local: at, Clock: at}))
	require.Equal(t, "local=2026-11-23T06%3A30%3A05.123456789&clock=06%3A30%3A05.123456789", query)
	var again inputs
	require.NoError(t, codec.Decode(query, &again))
	require.Equal(t, query, string(codec.AppendQuery(nil, again)))
}

// A control that the user has not changed sends what it was given, with less precision and without a zone.
func TestControls_UnchangedKeepValue(t *testing.T) {
	at := time.Date(2026, 11, 23, 6, 30, 5, 123456789, time.FixedZone("CET", 3600))
	before := inputs{Day: at, Local: at, Month: at, Clock: at, Week: at, Addr: netip.MustParseAddr("::1")}
	v := before
	for _, name := range []string{"day", "local", "month", "clock", "week", "addr"} {
		require.Empty(t, decodeControl(&v, name, control(v, name)), name)
	}
	require.Equal(t, before, v)
	require.Empty(t, decodeControl(&v, "local", "2026-11-23T06:30:05.124"))
	require.Equal(t, time.Date(2026, 11, 23, 6, 30, 5, 124e6, time.UTC), v.Local, "a text that was changed is in UTC")
	require.Empty(t, decodeControl(&v, "day", ""))
	require.True(t, v.Day.IsZero())
}

// A shy is a text whose value cannot be formatted.
type shy struct{ text string }

func (u *shy) UnmarshalText(b []byte) error { u.text = string(b); return nil }

func (u shy) MarshalText() ([]byte, error) {
	if u.text == "bad" {
		return nil, errors.New("not shown")
	}
	return []byte(u.text), nil
}

// A text that could not be rendered is an error of its field.
func TestControls_UnencodableText(t *testing.T) {
	var v struct{ A shy }
	data, err := codec.DecodeForm(fields("a=bad"), nil, "a", &v, codec.Rows{}, false)
	require.NoError(t, err)
	require.Equal(t, "is not valid", data.Fields["a"].Err.Text)
	require.Zero(t, v)
}

// What a control sends is an error of the field or a value whose text is decoded to the same value.
func FuzzControls(f *testing.F) {
	names := []string{"day", "local", "month", "clock", "week", "f", "f32", "n", "tiny", "u", "addr"}
	for i, text := range []string{"2026-11-23", "2026-11-23T06:30:05.1", "2026-02", "00:00", "2026-W53", "1e-7", "-0", "1e3", "-1.28e2", "255.0", "::1%x"} {
		f.Add(uint8(i), text, int64(i), int64(i))
	}
	f.Fuzz(func(t *testing.T, field uint8, text string, seconds, nanos int64) {
		name := names[int(field)%len(names)]
		var v, again inputs
		if err := decodeControl(&v, name, text); err != "" {
			require.Equal(t, inputs{}, v, "a field with an error is zero")
			return
		}
		shown := control(v, name)
		require.Empty(t, decodeControl(&again, name, shown), shown)
		require.Equal(t, shown, control(again, name))

		at := time.Unix(seconds, nanos)
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("", 5400)} {
			v = inputs{Day: at.In(zone), Local: at.In(zone), Month: at.In(zone), Clock: at.In(zone), Week: at.In(zone)}
			for _, name := range names[:5] {
				shown := control(v, name)
				again = inputs{}
				require.Empty(t, decodeControl(&again, name, shown), shown)
				require.Equal(t, shown, control(again, name), name)
			}
		}
	})
}
