package live_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Account is what a form asks for.
type Account struct {
	Email    string
	Password string `live:",secret"`
	News     bool
	Age      int
}

func ExampleForm() {
	f := live.Form[Account]{ID: "signup", Value: Account{Email: "ann@example.com", Password: "hunter2", News: true}}
	fmt.Println(render(f.Bind()))
	for _, name := range []string{"email", "password", "news", "age"} {
		field := f.Field(name)
		fmt.Printf("%s %s %q %v\n", field.ID, field.Name, field.Value, field.Checked)
	}
	// Output:
	// id="signup" method="post" live-change="live_test.Account" live-submit="live_test.Account"
	// signup-email email "ann@example.com" false
	// signup-password password "" false
	// signup-news news "true" true
	// signup-age age "" false
}
