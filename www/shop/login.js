// The log-in page says so when the last try was wrong.
document.querySelector('#wrong').hidden = !new URLSearchParams(location.search).has('wrong');
