package codec

import (
	"reflect"
	"strconv"
	"strings"
	"time"
)

// timeCodecs are the codecs of time.Time by the option in the tag: the type of the input.
var timeCodecs = map[string]*textCodec{
	"":               timeCodec(FieldError{Code: NotDateTime, Text: "must be a date and time"}, appendTimestamp, parseTimestamp),
	"date":           timeCodec(FieldError{Code: NotDate, Text: "must be a date"}, appendDate, whole(cutDate)),
	"datetime-local": timeCodec(FieldError{Code: NotDateTime, Text: "must be a date and time"}, appendDateTime, whole(cutDateTime)),
	"month":          timeCodec(FieldError{Code: NotMonth, Text: "must be a month"}, appendMonth, whole(cutMonth)),
	"time":           timeCodec(FieldError{Code: NotTime, Text: "must be a time"}, appendTime, whole(cutClock)),
	"week":           timeCodec(FieldError{Code: NotWeek, Text: "must be a week"}, appendWeek, whole(cutWeek)),
}

// timeOptions lists the options that determine the format of a time, for panics.
const timeOptions = "date, datetime-local, month, time or week"

// maxYear is the last year of JavaScript's Date, and so of inputs.
const maxYear = 275760

// timeCodec returns a codec for a format, whose FieldErrors are copies of invalid. In a control, a date in a year
// that HTML does not have is the empty text.
func timeCodec(invalid FieldError, format func(dst []byte, t time.Time) []byte, parse func(s string) (time.Time, bool)) *textCodec {
	return &textCodec{
		append: func(dst []byte, v reflect.Value) []byte { return format(dst, v.Interface().(time.Time)) },
		appendControl: func(dst []byte, v reflect.Value) []byte {
			t := v.Interface().(time.Time)
			if year := t.Year(); invalid.Code != NotTime && (year < 1 || year > maxYear) {
				return dst
			}
			return format(dst, t.Truncate(time.Millisecond))
		},
		parse: func(v reflect.Value, s string) *FieldError {
			t, ok := parse(strings.TrimSpace(s))
			if !ok {
				err := invalid
				return &err
			}
			v.Set(reflect.ValueOf(t))
			return nil
		},
		isLossy: true,
	}
}

// clockYear is the year of a decoded time of day, so that midnight differs from the zero time.
const clockYear = 0

// appendTimestamp is the format of a time without an option, which no input has.
func appendTimestamp(dst []byte, t time.Time) []byte { return t.AppendFormat(dst, time.RFC3339Nano) }

func parseTimestamp(s string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t, true
	}
	if t, ok := whole(cutDateTime)(s); ok {
		return t, true
	}
	return whole(cutDate)(s)
}

func appendDate(dst []byte, t time.Time) []byte { return t.AppendFormat(dst, time.DateOnly) }

func appendMonth(dst []byte, t time.Time) []byte { return t.AppendFormat(dst, "2006-01") }

func appendDateTime(dst []byte, t time.Time) []byte {
	return appendTime(append(appendDate(dst, t), 'T'), t)
}

// appendTime appends the time of day: with seconds if there are any, and with milliseconds as browsers write them,
// or all digits of a higher precision.
func appendTime(dst []byte, t time.Time) []byte {
	layout := "15:04"
	switch nanos := t.Nanosecond(); {
	case nanos%int(time.Millisecond) != 0:
		layout = "15:04:05.999999999"
	case nanos != 0:
		layout = "15:04:05.000"
	case t.Second() != 0:
		layout = "15:04:05"
	}
	return t.AppendFormat(dst, layout)
}

// appendWeek appends the week of ISO 8601.
func appendWeek(dst []byte, t time.Time) []byte {
	year, week := t.ISOWeek()
	dst = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).AppendFormat(dst, "2006-W")
	return strconv.AppendInt(append(dst, '0'+byte(week/10)), int64(week%10), 10)
}

// whole returns a function that parses a text with cut, which must leave no rest.
func whole(cut func(s string) (t time.Time, rest string, ok bool)) func(s string) (time.Time, bool) {
	return func(s string) (time.Time, bool) {
		t, rest, ok := cut(s)
		return t, ok && rest == ""
	}
}

// cutDigits cuts the number at the start of s, which has at least n digits or, unless more is true, exactly n.
func cutDigits(s string, n int, more bool) (number int, rest string, ok bool) {
	end := 0
	for end < len(s) && '0' <= s[end] && s[end] <= '9' && (more || end < n) {
		end++
	}
	number, err := strconv.Atoi(s[:end])
	return number, s[end:], err == nil && end >= n
}

// cutYear cuts a year and the separator after it.
func cutYear(s, separator string) (year int, rest string, ok bool) {
	year, rest, ok = cutDigits(s, 4, true)
	rest, hasSeparator := strings.CutPrefix(rest, separator)
	return year, rest, ok && hasSeparator && 1 <= year && year <= maxYear
}

func cutMonth(s string) (time.Time, string, bool) {
	year, rest, hasYear := cutYear(s, "-")
	month, rest, ok := cutDigits(rest, 2, false)
	return time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC), rest, hasYear && ok && 1 <= month && month <= 12
}

func cutDate(s string) (time.Time, string, bool) {
	t, rest, hasMonth := cutMonth(s)
	rest, hasSeparator := strings.CutPrefix(rest, "-")
	day, rest, ok := cutDigits(rest, 2, false)
	date := t.AddDate(0, 0, day-1)
	return date, rest, hasMonth && hasSeparator && ok && date.Month() == t.Month() && date.Day() == day
}

// cutWeek returns the Monday of a week.
func cutWeek(s string) (time.Time, string, bool) {
	year, rest, hasYear := cutYear(s, "-W")
	week, rest, ok := cutDigits(rest, 2, false)
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // is in the first week
	monday := fourth.AddDate(0, 0, 7*(week-1)-int(fourth.Weekday()+6)%7)
	gotYear, gotWeek := monday.ISOWeek()
	return monday, rest, hasYear && ok && gotYear == year && gotWeek == week
}

func cutDateTime(s string) (time.Time, string, bool) {
	date, rest, ok := cutDate(s)
	if !ok || rest == "" || rest[0] != 'T' && rest[0] != ' ' {
		return time.Time{}, "", false
	}
	clock, rest, ok := cutClock(rest[1:])
	return date.Add(clock.Sub(time.Date(clockYear, 1, 1, 0, 0, 0, 0, time.UTC))), rest, ok
}

// cutClock returns a time of day on the first day of clockYear.
func cutClock(s string) (time.Time, string, bool) {
	hour, rest, hasHour := cutDigits(s, 2, false)
	rest, hasSeparator := strings.CutPrefix(rest, ":")
	minute, rest, ok := cutDigits(rest, 2, false)
	if ok = ok && hasHour && hasSeparator && hour < 24 && minute < 60; !ok {
		return time.Time{}, "", false
	}
	second, nanos := 0, 0
	if after, hasSeconds := strings.CutPrefix(rest, ":"); hasSeconds {
		if second, rest, ok = cutDigits(after, 2, false); !ok || second > 59 {
			return time.Time{}, "", false
		}
		if after, hasFraction := strings.CutPrefix(rest, "."); hasFraction {
			var value int
			value, rest, ok = cutDigits(after, 1, true)
			digits := len(after) - len(rest)
			if !ok || digits > 9 {
				return time.Time{}, "", false
			}
			for nanos = value; digits < 9; digits++ {
				nanos *= 10
			}
		}
	}
	return time.Date(clockYear, 1, 1, hour, minute, second, nanos, time.UTC), rest, true
}

// SanitizeTime returns the value that an input of a type has after it was set to text: text, or "" if that is not
// valid. kind is one of the options of a time.
func SanitizeTime(kind, text string) string {
	_, fraction, _ := strings.Cut(text, ".")
	var t time.Time
	v := reflect.ValueOf(&t).Elem()
	if c := timeCodecs[kind]; text != strings.TrimSpace(text) || len(fraction) > 3 || c.parse(v, text) != nil {
		return ""
	} else if kind == "datetime-local" {
		return string(c.control(nil, v))
	}
	return text
}
