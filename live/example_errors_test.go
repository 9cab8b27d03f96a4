package live_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

func ExampleErrors_Err() {
	errs := live.Errors{}
	fmt.Println(errs.Err())
	errs["age"] = "must be a whole number"
	fmt.Println(errs.Err())
	// Output:
	// <nil>
	// age must be a whole number
}

func ExampleErrors_Error() {
	fmt.Println(live.Errors{"email": "is taken", "age": "must be a whole number"}.Error())
	// Output: age must be a whole number; email is taken
}
