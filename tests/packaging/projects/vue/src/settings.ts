import { PaymentsAPI } from 'payments-widget';

const answer = await fetch('/settings.json');
const { apiKey, endpoint }: { apiKey: string; endpoint: string } = await answer.json();
PaymentsAPI.configure({ apiKey, endpoint, sessionUrl: '/session' });
