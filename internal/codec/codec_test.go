package codec_test

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/codec"
)

type (
	sort  string
	color struct{ r, g, b uint8 }
	path  []string

	Base   struct{ Page int }
	hidden struct{ Size int }

	all struct {
		Text     string
		Sort     sort
		On       bool
		N        int
		Tiny     int8
		U        uint16
		F        float64
		F32      float32
		Wait     time.Duration
		At       time.Time
		Day      time.Time `live:",date"`
		Local    time.Time `live:"when,datetime-local"`
		Color    color
		Path     path
		IDs      []int
		Tags     []string
		Colors   []color
		Address  address
		Items    []item
		Base            // its fields count as fields of all
		hidden          // so do those of an unexported type
		Named    Base   `live:"named"`
		Password string `live:",secret"`
		Ignored  func() `live:"-"`
		private  chan int
	}
	address struct{ City, Street string }
	item    struct {
		Name string
		Done bool
		Tags []string
		Subs []item
	}
)

func (c color) MarshalText() ([]byte, error) {
	return []byte("#" + string([]byte{'0' + c.r, '0' + c.g, '0' + c.b})), nil
}

func (c *color) UnmarshalText(b []byte) error {
	if len(b) != 4 || b[0] != '#' || strings.Trim(string(b[1:]), "0123456789") != "" {
		return errors.New("not a color of three digits")
	}
	*c = color{b[1] - '0', b[2] - '0', b[3] - '0'}
	return nil
}

func (p path) MarshalText() ([]byte, error) { return []byte(strings.Join(p, "/")), nil }

// UnmarshalText writes into the memory of p, like that of big.Int.
func (p *path) UnmarshalText(b []byte) error {
	*p = append((*p)[:0], strings.Split(string(b), "/")...)
	if slices.Contains(*p, "") {
		return errors.New("empty part")
	}
	return nil
}

func encode(v any) string { return string(codec.AppendQuery(nil, v)) }

func TestQuery_RoundTrip(t *testing.T) {
	at := time.Date(2026, 11, 23, 6, 30, 0, 5000, time.UTC)
	for name, c := range map[string]struct {
		v    all
		want string
	}{
		"zero":          {all{}, ""},
		"string":        {all{Text: "a b&c=d;é"}, "text=a+b%26c%3Dd%3B%C3%A9"},
		"string type":   {all{Sort: "name"}, "sort=name"},
		"bool":          {all{On: true}, "on=true"},
		"integers":      {all{N: -1, Tiny: -128, U: 65535}, "n=-1&tiny=-128&u=65535"},
		"floats":        {all{F: 0.1, F32: 0.1}, "f=0.1&f32=0.1"},
		"large float":   {all{F: 1e6}, "f=1000000"},
		"huge float":    {all{F: 1e21}, "f=1e%2B21"},
		"duration":      {all{Wait: 90 * time.Second}, "wait=1m30s"},
		"time":          {all{At: at}, "at=2026-11-23T06%3A30%3A00.000005Z"},
		"path":          {all{Path: path{"a", "b"}}, "path=a%2Fb"},
		"date":          {all{Day: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}, "day=2026-11-23"},
		"local time":    {all{Local: at.Truncate(time.Minute)}, "when=2026-11-23T06%3A30"},
		"local seconds": {all{Local: at}, "when=2026-11-23T06%3A30%3A00.000005"},
		"text":          {all{Color: color{1, 2, 3}}, "color=%23123"},
		"slices":        {all{IDs: []int{3, 0, 1}, Tags: []string{"", "a"}}, "ids=3&ids=&ids=1&tags=&tags=a"},
		"texts":         {all{Colors: []color{{}, {1, 2, 3}}}, "colors=&colors=%23123"},
		"struct":        {all{Address: address{City: "Ulm"}}, "address.city=Ulm"},
		"list": {all{Items: []item{{Name: "a"}, {}, {Subs: []item{{Done: true}}}}},
			"items%5B0%5D.name=a&items%5B1%5D=&items%5B2%5D.subs%5B0%5D.done=true"},
		"embedded":             {all{Base: Base{2}, hidden: hidden{4}, Named: Base{3}}, "page=2&size=4&named.page=3"},
		"order of declaration": {all{On: true, Text: "x", N: 1}, "text=x&on=true&n=1"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, encode(c.v))
			_, err := url.ParseQuery(c.want)
			require.NoError(t, err)

			var back all
			require.NoError(t, codec.Decode(c.want, &back))
			require.Equal(t, c.v, back)
		})
	}
}

func TestAppendQuery_OmitsSecretAndIgnored(t *testing.T) {
	require.Empty(t, encode(all{Password: "hunter2", Ignored: func() {}, private: make(chan int)}))
	var v all
	require.NoError(t, codec.Decode("password=hunter2&ignored=1&private=1", &v))
	require.Equal(t, all{Password: "hunter2"}, v)
}

func TestAppendQuery_ZeroTimeInZone(t *testing.T) {
	require.Empty(t, encode(all{At: time.Time{}.In(time.FixedZone("CET", 3600))}))
}

func TestDecode_LikeBrowsers(t *testing.T) {
	for query, want := range map[string]all{
		"":                          {},
		"&&=&text":                  {},
		"unknown=1&text.x=1&n[0]=1": {},
		"text=100%":                 {Text: "100%"},
		"text=%zz%4":                {Text: "%zz%4"},
		"te%78t=x":                  {Text: "x"},
		"text=a=b;c":                {Text: "a=b;c"},
		"text=%ff%00%ed%a0%80":      {Text: "\uFFFD\uFFFD\uFFFD"},
		"text=a&text=b":             {Text: "b"}, // live-value-text="b" follows the event's own
		"on=on":                     {On: true},
		"n=":                        {},
		"n=+42+":                    {N: 42},
		"address=x&address.city=y":  {Address: address{City: "y"}},
		"at=2026-11-23":             {At: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)},
		"at=2026-11-23T06:30":       {At: time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC)},
	} {
		var v all
		require.NoError(t, codec.Decode(query, &v), query)
		require.Equal(t, want, v, query)
	}
}

func TestDecode_Errors(t *testing.T) {
	for query, want := range map[string]string{
		"n=x":                 `field "n" must be a whole number`,
		"n=1.5":               `field "n" must be a whole number`,
		"n=1_000":             `field "n" must be a whole number`,
		"tiny=128":            `field "tiny" is too large`,
		"tiny=-129":           `field "tiny" is too small`,
		"u=-1":                `field "u" must be a whole number, 0 or more`,
		"u=65536":             `field "u" is too large`,
		"f=x":                 `field "f" must be a number`,
		"f=NaN":               `field "f" must be a number`,
		"f=-inf":              `field "f" must be a number`,
		"f=0x1p-2":            `field "f" must be a number`,
		"f=1e999":             `field "f" is too large`,
		"on=maybe":            `field "on" must be true or false`,
		"wait=5":              `field "wait" must be a duration such as 1m30s`,
		"at=tomorrow":         `field "at" must be a date and time`,
		"day=2026-13-01":      `field "day" must be a date`,
		"color=red":           `field "color" is not valid: not a color of three digits`,
		"ids=1&ids=x":         `field "ids" must be a whole number`,
		"items[z].subs[y].x=": "",
		"items[z].done=x":     `field "items[0].done" must be true or false`,
		"n=x&tiny=x":          `field "n" must be a whole number`,
	} {
		var v all
		err := codec.Decode(query, &v)
		if want == "" {
			require.NoError(t, err, query)
			continue
		}
		require.EqualError(t, err, want, query)
		var field *codec.FieldError
		require.ErrorAs(t, err, &field)
	}
}

func TestDecodeParams_ContinuesAfterErrors(t *testing.T) {
	var v all
	v.N = 7
	v.Path = path{"old"}
	errs := codec.DecodeParams("text=a&n=x&n=y&ids=1&ids=x&ids=3&u=2&path=a//b", &v)
	require.Equal(t, all{Text: "a", IDs: []int{1, 0, 3}, U: 2}, v)
	require.EqualError(t, errors.Join(errs...), "field \"n\" must be a whole number\nfield \"ids\" must be a whole number\n"+
		"field \"path\" is not valid: empty part")
}

func TestDecode_IndexIsAKey(t *testing.T) {
	for query, want := range map[string][]item{
		"items[9].name=a": {{Name: "a"}},
		"items[9].name=a&items[2].name=b&items[9].done=on":     {{Name: "a", Done: true}, {Name: "b"}},
		"items[1].name=a&items[01].name=b":                     {{Name: "a"}, {Name: "b"}},
		"items[-1].name=a&items[99999999999999999999].name=b":  {{Name: "a"}, {Name: "b"}},
		"items[].name=a&items[].done=on":                       {{Name: "a", Done: true}},
		"items[a.b[c].name=a":                                  {{Name: "a"}},
		"items[0]=&items[1].name=b":                            {{}, {Name: "b"}},
		"items=":                                               nil,
		"items=&items[3].name=a":                               {{Name: "a"}},
		"items[3].name=a&items=":                               {{Name: "a"}},
		"items[5].subs[7].name=a&items[5].subs[6].name=b":      {{Subs: []item{{Name: "a"}, {Name: "b"}}}},
		"items[1].tags=a&items[2].tags=b&items[1].tags=c":      {{Tags: []string{"a", "c"}}, {Tags: []string{"b"}}},
		"items[0=1&items]=1&items[0&items[0]name=1&items.x=1&": {{}},
	} {
		v := all{Items: []item{{Name: "old", Done: true}, {Name: "older"}}}
		require.NoError(t, codec.Decode(query, &v), query)
		require.Equal(t, want, v.Items, query)
	}
}

func TestDecode_DoesNotModifySharedSlices(t *testing.T) {
	old := all{IDs: []int{1, 2}, Path: path{"a", "b"}, Items: []item{{Name: "a", Tags: []string{"x"}}}}
	v := old
	require.NoError(t, codec.Decode("ids=9&path=c/d&items[0].name=b&items[0].tags=y", &v))
	require.Equal(t, all{IDs: []int{1, 2}, Path: path{"a", "b"}, Items: []item{{Name: "a", Tags: []string{"x"}}}}, old)
	require.Equal(t, all{IDs: []int{9}, Path: path{"c", "d"}, Items: []item{{Name: "b", Tags: []string{"y"}}}}, v)
}

func TestDecode_Limits(t *testing.T) {
	var v all
	ids := strings.Repeat("ids=1&", 999)
	require.NoError(t, codec.Decode(ids+"items[0].name=a", &v))
	require.EqualError(t, codec.Decode(ids+"items[0].name=a&items[1].name=b", &v), "more than 1,000 entries")
	require.EqualError(t, codec.Decode(ids+"ids=1&ids=1", &v), "more than 1,000 entries")
	require.Len(t, codec.DecodeParams(ids+"ids=1&ids=1", &v), 1)

	deep := "items[0]" + strings.Repeat(".subs[0]", 6)
	require.NoError(t, codec.Decode(deep+".name=a", &v))
	require.EqualError(t, codec.Decode(deep+".subs[0].name=a", &v), "name with more than 8 fields")
}

func TestPlanFor_UnsupportedTypes(t *testing.T) {
	for want, v := range map[string]any{
		`live: type "int" is not a struct`:                                                                                                       1,
		`live: type "*codec_test.Base" is not a struct`:                                                                                          &Base{},
		`live: field codec_test.withChan.C has unsupported type chan int`:                                                                        withChan{},
		`live: field codec_test.withPointer.P has unsupported type *int`:                                                                         withPointer{},
		`live: field codec_test.withMap.M has unsupported type map[string]int`:                                                                   withMap{},
		`live: field codec_test.withLists.L has unsupported type [][]int`:                                                                        withLists{},
		`live: field codec_test.withEmbedded.Base has unsupported type *codec_test.Base`:                                                         withEmbedded{},
		`live: field codec_test.withChan.C has unsupported type chan int ` + "":                                                                  withNested{},
		`live: encode codec_test.unencodable: no text`:                                                                                           struct{ U unencodable }{1},
		`live: type codec_test.unexported has no exported field`:                                                                                 unexported{by: 1},
		`live: fields codec_test.Base.Page and codec_test.duplicate.Page share the name "page"`:                                                  duplicate{},
		`live: unknown option "secert" on field codec_test.withOption.P (want secret, key, min, max, date, datetime-local, month, time or week)`: withOption{},
		`live: invalid name "a.b" of field codec_test.withName.P (use letters, digits, _ and -)`:                                                 withName{},
		`live: option "date" on field codec_test.withDate.N, which is not a time.Time`:                                                           withDate{},
	} {
		for range 2 { // on every use, not only on the first
			require.PanicsWithValue(t, strings.TrimSpace(want), func() { encode(v) })
		}
	}
}

type (
	withChan     struct{ C chan int }
	withPointer  struct{ P *int }
	withMap      struct{ M map[string]int }
	withLists    struct{ L [][]int }
	withEmbedded struct{ *Base }
	withNested   struct{ W []withChan }
	unexported   struct{ by int }
	none         struct{ _ int }
	embedsNone   struct{ none }
	duplicate    struct {
		Base
		Page int
	}
	withOption struct {
		P string `live:",secert"`
	}
	withName struct {
		P string `live:"a.b"`
	}
	withDate struct {
		N int `live:",date"`
	}
)

type unencodable int

func (u *unencodable) MarshalText() ([]byte, error)    { return nil, errors.New("no text") }
func (u *unencodable) UnmarshalText(text []byte) error { return errors.New("no text") }

func TestPlanFor_StructWithoutFields(t *testing.T) {
	require.Empty(t, encode(struct{}{}))
	require.Empty(t, encode(none{}))
	require.Empty(t, encode(embedsNone{none{}}))
	require.NoError(t, codec.Decode("a=1", &embedsNone{}))
}

func TestFieldError_Unwrap(t *testing.T) {
	var v struct{ U unencodable }
	err := codec.Decode("u=1", &v)
	require.EqualError(t, err, `field "u" is not valid: no text`)
	require.EqualError(t, errors.Unwrap(err), "no text")
}

func TestPlanFor_Concurrent(t *testing.T) {
	type node struct {
		N        int
		Children []all
	}
	done := make(chan string)
	for i := range 8 {
		go func() { done <- encode(node{N: i + 1}) }()
	}
	got := map[string]bool{}
	for range 8 {
		got[<-done] = true
	}
	for i := range 8 {
		require.True(t, got["n="+strconv.Itoa(i+1)])
	}
}
