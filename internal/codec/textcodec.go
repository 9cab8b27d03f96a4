package codec

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A textCodec encodes one type as text and decodes it. It is not used for zero values and empty
// texts.
type textCodec struct {
	append func(dst []byte, v reflect.Value) []byte
	parse  func(v reflect.Value, s string) *FieldError
	isBool bool // of a bool field
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	marshaler    = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshaler  = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// textCodecOf returns the codec of t, or nil. layout is the option that determines the format of a
// time.
func textCodecOf(t reflect.Type, layout string) *textCodec {
	switch {
	case t == timeType:
		return timeCodecs[layout]
	case t == durationType:
		return &textCodec{append: appendDuration, parse: parseDuration}
	case reflect.PointerTo(t).Implements(unmarshaler) && reflect.PointerTo(t).Implements(marshaler) && t.Kind() != reflect.Pointer:
		return &textCodec{append: appendMarshaled, parse: parseUnmarshaled}
	}
	switch t.Kind() {
	case reflect.String:
		return &textCodec{append: appendString, parse: parseString}
	case reflect.Bool:
		return &textCodec{append: appendBool, parse: parseBool, isBool: true}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &textCodec{append: appendInt, parse: parseInt}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &textCodec{append: appendUint, parse: parseUint}
	case reflect.Float32, reflect.Float64:
		return &textCodec{append: appendFloat, parse: parseFloat}
	}
	return nil
}

// isZero reports whether v is zero. A zero time may have a location.
func isZero(v reflect.Value) bool {
	if v.Type() == timeType {
		return v.Interface().(time.Time).IsZero()
	}
	return v.IsZero()
}

func appendString(dst []byte, v reflect.Value) []byte { return append(dst, v.String()...) }
func appendBool(dst []byte, _ reflect.Value) []byte   { return append(dst, "true"...) }
func appendInt(dst []byte, v reflect.Value) []byte    { return strconv.AppendInt(dst, v.Int(), 10) }
func appendUint(dst []byte, v reflect.Value) []byte   { return strconv.AppendUint(dst, v.Uint(), 10) }

func parseString(v reflect.Value, s string) *FieldError {
	v.SetString(s)
	return nil
}

func parseBool(v reflect.Value, s string) *FieldError {
	switch s {
	case "true", "on", "1":
		v.SetBool(true)
	case "false", "off", "0":
		v.SetBool(false)
	default:
		return &FieldError{Code: NotBool, Text: "must be true or false"}
	}
	return nil
}

func parseInt(v reflect.Value, s string) *FieldError {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, v.Type().Bits())
	switch {
	case err == nil:
		v.SetInt(n)
		return nil
	case !errors.Is(err, strconv.ErrRange):
		return &FieldError{Code: NotInteger, Text: "must be a whole number"}
	}
	least := int64(-1) << (v.Type().Bits() - 1)
	if n < 0 {
		return tooSmall(strconv.FormatInt(least, 10))
	}
	return tooLarge(strconv.FormatInt(-(least + 1), 10))
}

func tooSmall(limit string) *FieldError {
	return &FieldError{Code: TooSmall, Text: "is too small", Min: limit}
}

func tooLarge(limit string) *FieldError {
	return &FieldError{Code: TooLarge, Text: "is too large", Max: limit}
}

func parseUint(v reflect.Value, s string) *FieldError {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, v.Type().Bits())
	switch {
	case err == nil:
		v.SetUint(n)
		return nil
	case !errors.Is(err, strconv.ErrRange):
		return &FieldError{Code: NotUnsigned, Text: "must be a whole number, 0 or more"}
	}
	return tooLarge(strconv.FormatUint(math.MaxUint64>>(64-v.Type().Bits()), 10))
}

// appendFloat formats like JavaScript: only very large and very small numbers have an exponent.
func appendFloat(dst []byte, v reflect.Value) []byte {
	x, format := v.Float(), byte('f')
	if a := math.Abs(x); a < 1e-6 || a >= 1e21 {
		format = 'e'
	}
	return strconv.AppendFloat(dst, x, format, -1, v.Type().Bits())
}

func parseFloat(v reflect.Value, s string) *FieldError {
	s = strings.TrimSpace(s)
	x, err := strconv.ParseFloat(s, v.Type().Bits())
	switch {
	case errors.Is(err, strconv.ErrRange):
		return floatRange(v.Type().Bits(), strings.HasPrefix(s, "-"))
	case err != nil || strings.Trim(s, "+-.0123456789eE") != "": // not NaN, Inf or 0x1p-2
		return &FieldError{Code: NotNumber, Text: "must be a number"}
	}
	v.SetFloat(x)
	return nil
}

// floatRange returns the error of a number that a float with so many bits cannot hold.
func floatRange(bits int, isNegative bool) *FieldError {
	limit := math.MaxFloat64
	if bits == 32 {
		limit = math.MaxFloat32
	}
	if isNegative {
		return tooSmall(strconv.FormatFloat(-limit, 'g', -1, bits))
	}
	return tooLarge(strconv.FormatFloat(limit, 'g', -1, bits))
}

func appendDuration(dst []byte, v reflect.Value) []byte {
	return append(dst, time.Duration(v.Int()).String()...)
}

func parseDuration(v reflect.Value, s string) *FieldError {
	d, err := time.ParseDuration(strings.TrimSpace(s))
	if err != nil {
		return &FieldError{Code: NotDuration, Text: "must be a duration such as 1m30s"}
	}
	v.SetInt(int64(d))
	return nil
}

const (
	localMinute = "2006-01-02T15:04"
	localNano   = "2006-01-02T15:04:05.999999999"
)

// timeCodecs are the codecs of time.Time by the option in the tag. The first layout is used for
// encoding (with seconds if there are any), all of them for decoding.
var timeCodecs = map[string]*textCodec{
	"":               timeCodec(FieldError{Code: NotDateTime, Text: "must be a date and time"}, time.RFC3339Nano, localNano, localMinute, time.DateOnly),
	"date":           timeCodec(FieldError{Code: NotDate, Text: "must be a date"}, time.DateOnly),
	"datetime-local": timeCodec(FieldError{Code: NotDateTime, Text: "must be a date and time"}, localMinute, localNano),
}

// timeCodec returns a codec for layouts, whose FieldErrors are copies of invalid.
func timeCodec(invalid FieldError, layouts ...string) *textCodec {
	return &textCodec{
		append: func(dst []byte, v reflect.Value) []byte {
			t, layout := v.Interface().(time.Time), layouts[0]
			if layout == localMinute && !t.Truncate(time.Minute).Equal(t) {
				layout = localNano
			}
			return t.AppendFormat(dst, layout)
		},
		parse: func(v reflect.Value, s string) *FieldError {
			s = strings.TrimSpace(s)
			for _, layout := range layouts {
				if t, err := time.Parse(layout, s); err == nil {
					v.Set(reflect.ValueOf(t))
					return nil
				}
			}
			err := invalid
			return &err
		},
	}
}

func appendMarshaled(dst []byte, v reflect.Value) []byte {
	m, ok := v.Interface().(encoding.TextMarshaler)
	if !ok { // MarshalText has a pointer receiver
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		m = p.Interface().(encoding.TextMarshaler)
	}
	b, err := m.MarshalText()
	if err != nil {
		panic(fmt.Sprintf("live: encode %s: %v", v.Type(), err))
	}
	return append(dst, b...)
}

func parseUnmarshaled(v reflect.Value, s string) *FieldError {
	p := reflect.New(v.Type()) // v stays zero if UnmarshalText fails
	if err := p.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
		return &FieldError{Code: NotValid, Text: "is not valid", Err: err}
	}
	v.Set(p.Elem())
	return nil
}
