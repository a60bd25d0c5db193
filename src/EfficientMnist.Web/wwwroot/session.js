// Calls to the page's own server, which may have forgotten who asks.

/** The server's answer was the login page. */
export class LoggedOut extends Error {
  constructor() { super("Your login has expired. Log in in another tab, then go on here: nothing on this page is lost."); }
}

/** As fetch does; says so on the page where the login has expired. */
export async function ask(address, options) {
  const response = await fetch(address, options);
  // A redirect that is not followed says nothing of where it leads.
  const expired = response.status === 401 || (response.type !== "opaqueredirect" && new URL(response.url).pathname === "/login");
  say(expired);
  if (expired) throw new LoggedOut();
  return response;
}

function say(expired) {
  const said = document.querySelector("[data-logged-out]");
  if (!expired) return said?.remove();
  if (said) return;
  const notice = document.createElement("div");
  notice.className = "notice warn";
  notice.dataset.loggedOut = "";
  notice.role = "alert";
  notice.innerHTML = '<span class="grow">Your login has expired. Nothing on this page is lost.</span><a target="_blank" rel="opener" href="/login">Log in in another tab</a>';
  document.querySelector("main").prepend(notice);
}
