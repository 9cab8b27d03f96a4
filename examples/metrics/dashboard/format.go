package dashboard

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// An amount is a figure and its unit, which is set smaller.
type amount struct{ Figure, Unit string }

func (a amount) String() string {
	if a.Unit == "%" {
		return a.Figure + a.Unit
	}
	return a.Figure + " " + a.Unit
}

// percent is of a share from 0 to 1.
func percent(share float64) amount { return amount{strconv.Itoa(int(math.Round(share * 100))), "%"} }

// tenths is percent with one digit more, for the small ones.
func tenths(share float64) string { return strconv.FormatFloat(share*100, 'f', 1, 64) }

var byteUnits = []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}

// size is in bytes. It has three digits at most, so that it does not jump: 999 B, 1.2 KiB, 12 KiB.
func size[N uint64 | float64](n N) amount {
	v, unit := float64(n), 0
	for v >= 999.5 && unit < len(byteUnits)-1 {
		v, unit = v/1024, unit+1
	}
	if v < 9.95 && unit > 0 {
		return amount{strconv.FormatFloat(v, 'f', 1, 64), byteUnits[unit]}
	}
	return amount{strconv.FormatFloat(v, 'f', 0, 64), byteUnits[unit]}
}

func perSecond(v float64) amount {
	a := size(v)
	a.Unit += "/s"
	return a
}

// uptime is in two units: 3 d 4 h, 4 h 5 min, 5 min.
func uptime(d time.Duration) string {
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	}
	return fmt.Sprintf("%d min", minutes)
}

// short is a time within a second or so: 34 µs, 1.2 ms.
func short(d time.Duration) amount {
	switch {
	case d < time.Millisecond:
		return amount{strconv.FormatInt(d.Microseconds(), 10), "µs"}
	case d < 100*time.Millisecond:
		return amount{strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64), "ms"}
	}
	return amount{strconv.FormatInt(d.Milliseconds(), 10), "ms"}
}

// plural is "1 viewer", "2 viewers".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func twoDigits(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
