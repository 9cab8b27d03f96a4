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
	append        func(dst []byte, v reflect.Value) []byte
	appendControl func(dst []byte, v reflect.Value) []byte // for a control, whose text HTML limits; nil means append
	parse         func(v reflect.Value, s string) *FieldError
	isBool        bool // of a bool field
	isLossy       bool // different values may have the same text
}

// control appends the text that a control has for v, which is empty if no text of the control denotes v.
func (c *textCodec) control(dst []byte, v reflect.Value) []byte {
	if c.appendControl != nil {
		return c.appendControl(dst, v)
	}
	return c.append(dst, v)
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
		return &textCodec{append: appendMarshaled, parse: parseUnmarshaled, isLossy: true}
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
		return &textCodec{append: appendFloat, appendControl: appendFinite, parse: parseFloat}
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
	s = strings.TrimSpace(s)
	n, err := strconv.ParseInt(s, 10, v.Type().Bits())
	if errors.Is(err, strconv.ErrSyntax) {
		n, err = wholeNumber(s, v.Type().Bits())
	}
	switch {
	case err == nil:
		v.SetInt(n)
		return nil
	case !errors.Is(err, strconv.ErrRange):
		return &FieldError{Code: NotInteger, Text: "must be a whole number"}
	}
	least := int64(-1) << (v.Type().Bits() - 1)
	if strings.HasPrefix(s, "-") {
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
	s = strings.TrimSpace(s)
	n, err := strconv.ParseUint(s, 10, v.Type().Bits())
	if errors.Is(err, strconv.ErrSyntax) {
		var whole int64
		if whole, err = wholeNumber(s, 64); err == nil && whole < 0 {
			err = strconv.ErrSyntax
		}
		if n = uint64(whole); err == nil && v.OverflowUint(n) {
			err = strconv.ErrRange
		}
	}
	switch {
	case err == nil:
		v.SetUint(n)
		return nil
	case !errors.Is(err, strconv.ErrRange) || strings.HasPrefix(s, "-"):
		return &FieldError{Code: NotUnsigned, Text: "must be a whole number, 0 or more"}
	}
	return tooLarge(strconv.FormatUint(math.MaxUint64>>(64-v.Type().Bits()), 10))
}

// maxExact is the number up to which each whole number has a float64 of its own.
const maxExact = 1 << 53

// wholeNumber parses a whole number that is written as a floating-point number, as in an input of the type number:
// "1e3" or "5.0". It returns strconv.ErrRange if the number has more than bits bits, or cannot be determined exactly.
func wholeNumber(s string, bits int) (int64, error) {
	x, err := parseDecimal(s, 64)
	n, unused := int64(x), 64-bits
	switch {
	case err != nil:
		return 0, err
	case x != math.Trunc(x):
		return 0, strconv.ErrSyntax
	case math.Abs(x) > maxExact || n<<unused>>unused != n:
		return 0, strconv.ErrRange
	}
	return n, nil
}

// appendFloat formats like JavaScript: only very large and very small numbers have an exponent.
func appendFloat(dst []byte, v reflect.Value) []byte {
	x, format := v.Float(), byte('f')
	if a := math.Abs(x); a < 1e-6 || a >= 1e21 {
		format = 'e'
	}
	return strconv.AppendFloat(dst, x, format, -1, v.Type().Bits())
}

// appendFinite is appendFloat for a control: HTML has neither infinities nor NaN.
func appendFinite(dst []byte, v reflect.Value) []byte {
	if x := v.Float(); math.IsInf(x, 0) || math.IsNaN(x) {
		return dst
	}
	return appendFloat(dst, v)
}

func parseFloat(v reflect.Value, s string) *FieldError {
	s = strings.TrimSpace(s)
	x, err := parseDecimal(s, v.Type().Bits())
	switch {
	case err == nil:
		v.SetFloat(x)
		return nil
	case !errors.Is(err, strconv.ErrRange):
		return &FieldError{Code: NotNumber, Text: "must be a number"}
	}
	return floatRange(v.Type().Bits(), strings.HasPrefix(s, "-"))
}

// parseDecimal is strconv.ParseFloat without NaN, Inf and hexadecimal numbers.
func parseDecimal(s string, bits int) (float64, error) {
	if strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(s, bits)
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
	if m, ok := p.Interface().(encoding.TextMarshaler); ok { // of the value, or of the pointer
		if _, err := m.MarshalText(); err != nil { // the view could not render it
			return &FieldError{Code: NotValid, Text: "is not valid", Err: err}
		}
	}
	v.Set(p.Elem())
	return nil
}
