import './settings';
import 'payments-widget/element';
import type {} from 'payments-widget/jsx/vue';
import { createApp } from 'vue';
import Shop from './Shop.vue';

createApp(Shop).mount('#app');
