package dashboard

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// A quantity is a formatted number and its unit, which are rendered in different sizes.
type quantity struct{ Value, Unit string }

func (q quantity) String() string {
	if q.Unit == "%" {
		return q.Value + q.Unit
	}
	return q.Value + " " + q.Unit
}

// percent formats a fraction from 0 to 1.
func percent(fraction float64) quantity {
	return quantity{strconv.Itoa(int(math.Round(fraction * 100))), "%"}
}

// percentTenths formats a fraction as a percentage with one decimal, without the percent sign.
func percentTenths(fraction float64) string { return strconv.FormatFloat(fraction*100, 'f', 1, 64) }

var byteUnits = []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}

// byteSize formats a number of bytes: 999 B, 1.2 KiB, 12 KiB. It uses at most three digits, so that
// the width is stable.
func byteSize[N uint64 | float64](n N) quantity {
	v, unit := float64(n), 0
	for v >= 999.5 && unit < len(byteUnits)-1 {
		v, unit = v/1024, unit+1
	}
	if v < 9.95 && unit > 0 {
		return quantity{strconv.FormatFloat(v, 'f', 1, 64), byteUnits[unit]}
	}
	return quantity{strconv.FormatFloat(v, 'f', 0, 64), byteUnits[unit]}
}

func byteRate(v float64) quantity {
	q := byteSize(v)
	q.Unit += "/s"
	return q
}

// formatUptime formats d in at most two units: 3 d 4 h, 4 h 5 min, 5 min.
func formatUptime(d time.Duration) string {
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	}
	return fmt.Sprintf("%d min", minutes)
}

// shortDuration formats a duration of about a second or less: 34 µs, 1.2 ms.
func shortDuration(d time.Duration) quantity {
	switch {
	case d < time.Millisecond:
		return quantity{strconv.FormatInt(d.Microseconds(), 10), "µs"}
	case d < 100*time.Millisecond:
		return quantity{strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64), "ms"}
	}
	return quantity{strconv.FormatInt(d.Milliseconds(), 10), "ms"}
}

// plural returns n with the matching noun: "1 core", "2 cores".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func twoDecimals(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
