// Runs before anything else on every page of the shop, in its head: chooses the theme before the first paint, and wraps `fetch`
// before the widget is there, so that the checkout can show every request that leaves the page.
(() => {
  const kept = () => {
    try {
      return localStorage.getItem('shop.theme');
    } catch {
      return null;
    }
  };
  const theme = new URLSearchParams(location.search).get('theme') ?? kept();
  document.documentElement.dataset.theme = theme === 'dark' ? 'dark' : 'light';

  // Two events for each request: when it starts (the fields still hold what was typed) and when it is answered.
  const requests = Object.assign(new EventTarget(), { list: [] });
  const tell = type => requests.dispatchEvent(new Event(type));
  const send = window.fetch;
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const entry = { method: request.method, url: request.url, body: null, status: null, ms: null };
    requests.list.push(entry);
    tell('start');
    const started = performance.now();
    const body = request.clone().text();
    try {
      const response = await send(request);
      entry.status = response.status;
      return response;
    } catch (error) {
      entry.status = 0;
      throw error;
    } finally {
      entry.ms = Math.round(performance.now() - started);
      entry.body = await body.catch(() => '');
      tell('end');
    }
  };
  window.shopRequests = requests;
})();
