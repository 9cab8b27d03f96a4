package livetest

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/codec"
)

// sanitize returns the value that a control has in a browser after it was set to value, by the markup or the user: an
// input accepts only what its type allows.
func sanitize(e *goquery.Selection, value string) string {
	if !e.Is("input") {
		return value
	}
	switch kind := controlType(e); kind {
	case "date", "datetime-local", "month", "time", "week":
		return codec.SanitizeTime(kind, value)
	case "number":
		if _, ok := parseNumber(value); !ok {
			return ""
		}
		return value
	case "range":
		return sanitizeRange(e, value)
	case "color":
		if !colorPattern.MatchString(value) {
			return "#000000"
		}
		return strings.ToLower(value)
	case "hidden", "checkbox", "radio", "submit", "button", "image", "reset", "file":
		return value
	case "email":
		value = withoutLineBreaks.Replace(value)
		if hasAttr(e, "multiple") {
			parts := strings.Split(value, ",")
			for i := range parts {
				parts[i] = strings.Trim(parts[i], " \t\f")
			}
			return strings.Join(parts, ",")
		}
		return strings.Trim(value, " \t\f")
	case "url":
		return strings.Trim(withoutLineBreaks.Replace(value), " \t\f")
	default:
		return withoutLineBreaks.Replace(value)
	}
}

var (
	withoutLineBreaks = strings.NewReplacer("\r", "", "\n", "")
	colorPattern      = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
	numberPattern     = regexp.MustCompile(`^-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?$`)
)

// parseNumber parses a valid floating-point number of HTML.
func parseNumber(s string) (float64, bool) {
	if !numberPattern.MatchString(s) {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil
}

// sanitizeRange returns the value of a slider: the number nearest to value that it can have, or the middle.
func sanitizeRange(e *goquery.Selection, value string) string {
	number := func(name string, byDefault float64) float64 {
		if x, ok := parseNumber(attr(e, name)); ok {
			return x
		}
		return byDefault
	}
	least := number("min", 0)
	greatest := number("max", 100)
	x, ok := parseNumber(value)
	if !ok {
		x = least + (greatest-least)/2
	}
	x = max(min(x, greatest), least)
	step := number("step", 1)
	if step <= 0 {
		step = 1
	}
	if base := number("min", number("value", 0)); !strings.EqualFold(attr(e, "step"), "any") {
		steps := math.Floor((x-base)/step + 0.5)
		if base+steps*step > greatest && base+(steps-1)*step >= least {
			steps--
		}
		x = min(base+steps*step, max(greatest, least)) // not rounded beyond it
	}
	if y, ok := parseNumber(value); ok && x == y {
		return value
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
