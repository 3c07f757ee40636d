export const shared = 'shared:0;'
