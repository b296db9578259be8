// Keeps a part of a page as the server has it while something runs there.
//
//   <div id="…" data-live="2">…</div>
//
// Every two seconds the page is fetched and this element's content replaced; when the answer is another page, or the
// element is no longer live in it, the browser goes there. Without this script the page offers a link to itself.
(() => {
  "use strict";

  const again = async (part) => {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (answer.redirected || !answer.ok || !fresh || !fresh.dataset.live) return location.assign(answer.url);
    part.replaceChildren(...document.importNode(fresh, true).childNodes);
    return follow(part);
  };

  const follow = (part) => {
    const wait = Number(part.dataset.live) * 1000;
    setTimeout(() => again(part).catch((fault) => { // the server is away for a moment: the next try says more
      console.warn(fault);
      follow(part);
    }), wait);
  };

  document.querySelectorAll("[data-live]").forEach(follow);
})();
