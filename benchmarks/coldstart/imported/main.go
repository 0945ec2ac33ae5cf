// Command imported is the command plain with the package linked and not used.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	_ "github.com/fanvue-go/fanvue"
)

func main() {
	if len(os.Args) < 2 {
		return
	}
	resp, err := http.Get(os.Args[1])
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	data, _ := io.ReadAll(resp.Body)
	var page struct{ Data []struct{ UUID string } }
	fmt.Println(json.Unmarshal(data, &page), page)
}
